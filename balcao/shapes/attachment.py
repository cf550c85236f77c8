"""Files and places that come with a message."""

import msgspec
from msgspec import UNSET, UnsetType

from balcao.domain.conversations.queries import AttachmentRow
from balcao.kit.urls import Urls


class Attachment(msgspec.Struct):
    """One attachment. Which keys are present depends on `file_type`."""

    id: int
    message_id: int
    file_type: str
    account_id: int
    extension: str | UnsetType | None = UNSET
    data_url: str | UnsetType = UNSET
    thumb_url: str | UnsetType = UNSET
    file_size: int | UnsetType = UNSET
    width: int | UnsetType | None = UNSET
    height: int | UnsetType | None = UNSET
    transcribed_text: str | UnsetType = UNSET
    coordinates_lat: float | UnsetType = UNSET
    coordinates_long: float | UnsetType = UNSET
    fallback_title: str | UnsetType | None = UNSET
    inline: bool | UnsetType = UNSET
    """It stands inside the text, not beside it."""


def attachment(row: AttachmentRow, urls: Urls) -> Attachment:
    """The attachment of a row."""
    shape = Attachment(row.id, row.message_id, row.file_type, row.account_id)
    if row.blob is None:
        shape.fallback_title, shape.data_url = row.fallback_title, row.external_url or ""
        if row.file_type == "location":
            shape.coordinates_lat, shape.coordinates_long = row.latitude or 0.0, row.longitude or 0.0
        return shape
    shape.extension = row.file_name.rpartition(".")[2].lower() if "." in row.file_name else None
    shape.data_url = urls.file(row.blob, row.file_name)
    shape.thumb_url = urls.thumb(row.blob) if row.file_type == "image" else ""
    shape.file_size, shape.width, shape.height = row.file_size, row.width, row.height
    if row.inline:
        shape.inline = True
    if row.file_type == "audio":
        shape.transcribed_text = ""
    return shape
