"""What the chat must know of its inbox before it is drawn. One source for the page, the configuration and the loader."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from balcao.domain.accounts.queries import AccountRow
from balcao.domain.accounts.rules import locale as known_locale
from balcao.domain.inboxes.queries import InboxRow
from balcao.house import House
from balcao.kit.clock import moment
from balcao.kit.text import Json, loads

_STANDARD_COLOR = "#1f93ff"
_LANGUAGES = (("Português (Brasil)", "pt_BR", "por"), ("English", "en", "eng"), ("Español", "es", "spa"))


class Language(msgspec.Struct):
    """A language that the chat speaks."""

    name: str
    iso_639_1_code: str
    iso_639_3_code: str
    enabled: bool


class Face(msgspec.Struct):
    """The inbox, as the chat shows it: the common part of all its public descriptions."""

    avatar_url: str
    locale: str
    website_name: str
    website_token: str
    welcome_tagline: str | None
    welcome_title: str | None
    widget_color: str
    enabled_features: list[str]
    enabled_languages: list[Language]
    reply_time: str
    pre_chat_form_enabled: bool
    pre_chat_form_options: Any
    working_hours_enabled: bool
    working_hours: Json
    csat_survey_enabled: bool
    out_of_office_message: str | None
    timezone: str
    utc_off_set: str
    allow_messages_after_resolved: bool
    disable_branding: bool
    portal: None = None


def face_of(house: House, inbox: InboxRow, account: AccountRow, now: int) -> Face:
    """The inbox, as the chat shows it."""
    settings: dict[str, Any] = loads(inbox.settings)
    return Face(
        avatar_url=house.urls.file(inbox.avatar), locale=account.locale, website_name=inbox.name,
        website_token=inbox.public_key, welcome_tagline=settings.get("welcome_tagline"),
        welcome_title=settings.get("welcome_title"), widget_color=color_of(settings),
        enabled_features=settings.get("selected_feature_flags") or [],
        enabled_languages=[Language(*language, enabled=True) for language in _LANGUAGES],
        reply_time=settings.get("reply_time") or "in_a_few_minutes",
        pre_chat_form_enabled=bool(settings.get("pre_chat_form_enabled")),
        pre_chat_form_options=settings.get("pre_chat_form_options") or {},
        working_hours_enabled=inbox.working_hours_enabled, working_hours=inbox.working_hours,
        csat_survey_enabled=False, out_of_office_message=inbox.out_of_office_message, timezone=inbox.timezone,
        utc_off_set=utc_offset(inbox.timezone, now),
        allow_messages_after_resolved=inbox.allow_messages_after_resolved, disable_branding=False,
    )  # fmt: skip


def color_of(settings: dict[str, Any]) -> str:
    """The widget's colour, `#rrggbb`."""
    return settings.get("widget_color") or _STANDARD_COLOR


def utc_offset(timezone: str, now: int) -> str:
    """`-03:00`: how far the inbox's clocks are from UTC just now."""
    try:
        zone: Any = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = UTC
    offset = moment(now).astimezone(zone).strftime("%z")
    return f"{offset[:3]}:{offset[3:5]}"


def globals_of(house: House) -> dict[str, Any]:
    """The installation, as the chat shows it."""
    return {
        "LOGO_THUMBNAIL": "",
        "BRAND_NAME": house.terms.name,
        "WIDGET_BRAND_URL": house.urls.base,
        "DIRECT_UPLOADS_ENABLED": False,
        "MAXIMUM_FILE_UPLOAD_SIZE": house.terms.upload_limit >> 20,
        "INSTALLATION_NAME": house.terms.name,
    }


def chat_locale(wanted: str | None, account_locale: str) -> str:
    """The language of the chat: the one asked for, else the account's, else English."""
    return known_locale(wanted) or known_locale(account_locale) or "en"


def page_globals(face: Face) -> dict[str, Any]:
    """`chatwootWebChannel`, under the names of the page."""
    return {
        "avatarUrl": face.avatar_url, "hasAConnectedAgentBot": False, "locale": face.locale,
        "websiteName": face.website_name, "websiteToken": face.website_token, "welcomeTagline": face.welcome_tagline,
        "welcomeTitle": face.welcome_title, "widgetColor": face.widget_color, "portal": face.portal,
        "enabledFeatures": face.enabled_features, "enabledLanguages": face.enabled_languages,
        "replyTime": face.reply_time, "preChatFormEnabled": face.pre_chat_form_enabled,
        "preChatFormOptions": face.pre_chat_form_options, "workingHoursEnabled": face.working_hours_enabled,
        "csatSurveyEnabled": face.csat_survey_enabled, "workingHours": face.working_hours,
        "outOfOfficeMessage": face.out_of_office_message, "utcOffset": face.utc_off_set, "timezone": face.timezone,
        "allowMessagesAfterResolved": face.allow_messages_after_resolved, "disableBranding": face.disable_branding,
    }  # fmt: skip
