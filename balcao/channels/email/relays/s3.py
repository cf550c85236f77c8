"""Fetching one thing from Amazon S3, with a request that is signed (Signature Version 4)."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from balcao.channels.email.relays.common import LARGEST
from balcao.channels.email.relays.sns import Topic, ask
from balcao.kit.clock import Clock, moment
from balcao.kit.errors import refused
from balcao.kit.web import Answer, Ask, Web

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
_REGION = re.compile(r"[a-z0-9-]{3,30}", re.ASCII)
_NOTHING: Final = hashlib.sha256().hexdigest()
_SEALED = ("x-amz-meta-x-amz-key-v2", "x-amz-meta-x-amz-key", "x-amz-meta-x-amz-iv")


@dataclass(frozen=True, slots=True)
class Thing:
    """An object in a bucket."""

    bucket: str
    key: str


@dataclass(frozen=True, slots=True)
class Store:
    """S3, as somebody who may read there. Buckets are looked for in the region of the topic first."""

    topic: Topic
    key: str
    secret: str = field(repr=False)
    clock: Clock

    async def fetch(self, thing: Thing, web: Web) -> bytes:
        """Its bytes. Raises a `Problem` that says why not."""
        if not _BUCKET.fullmatch(thing.bucket) or not thing.key:
            raise refused("The notification does not say where in S3 the mail lies")
        answer = await self._get(thing, self.topic.region, web)
        region = answer.headers.get("x-amz-bucket-region", "")
        if not answer.ok and region != self.topic.region and _REGION.fullmatch(region):
            answer = await self._get(thing, region, web)
        _check(answer, thing)
        return answer.body

    async def _get(self, thing: Thing, region: str, web: Web) -> Answer:
        host, path = f"s3.{region}.{self.topic.domain}", f"/{quote(thing.key, safe='/-_.~')}"
        # A certificate covers one name before the domain, and a bucket's may have dots.
        host, path = (host, f"/{thing.bucket}{path}") if "." in thing.bucket else (f"{thing.bucket}.{host}", path)
        headers = self.signed(host, path, region, {})
        return await ask(Ask(f"https://{host}{path}", headers=headers, seconds=60, most=LARGEST), web)

    def signed(self, host: str, path: str, region: str, headers: dict[str, str]) -> dict[str, str]:
        """The headers with which a GET is believed to be ours."""
        stamp = f"{moment(self.clock()):%Y%m%dT%H%M%SZ}"
        whole = {**headers, "host": host, "x-amz-content-sha256": _NOTHING, "x-amz-date": stamp}
        names = ";".join(sorted(whole))
        lines = "".join(f"{name}:{whole[name]}\n" for name in sorted(whole))
        canonical = hashlib.sha256(f"GET\n{path}\n\n{lines}\n{names}\n{_NOTHING}".encode()).hexdigest()
        scope = f"{stamp[:8]}/{region}/s3/aws4_request"
        mac = f"AWS4{self.secret}".encode()
        for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{canonical}"):
            mac = hmac.digest(mac, part.encode(), "sha256")
        del whole["host"]
        proof = f"Credential={self.key}/{scope}, SignedHeaders={names}, Signature={mac.hex()}"
        return {**whole, "authorization": f"AWS4-HMAC-SHA256 {proof}"}


def _check(answer: Answer, thing: Thing) -> None:
    if answer.status in (401, 403):
        raise refused(f"S3 does not let us read the bucket {thing.bucket}: the access key needs s3:GetObject there")
    if not answer.ok:
        raise refused(f"The mail is not in the bucket {thing.bucket} of S3: it answered {answer.status}")
    if any(name in answer.headers for name in _SEALED):
        raise refused("The mail in S3 is sealed with a key of KMS: switch off message encryption in the receipt rule")
