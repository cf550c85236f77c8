"""The yardstick: what bare ASGI and hand-written sqlite3 reach on the same machine, with the same durable group commit.

It answers four requests with about the bytes that Balcão sends, and does what cannot be left out: recognise the caller,
check the conversation, insert the message, move the conversation on, log an event. It has no other feature.
"""

import asyncio
import json
import sqlite3
import sys
import threading
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

import uvicorn

SCHEMA = """
PRAGMA journal_mode=WAL;
CREATE TABLE tokens (token TEXT PRIMARY KEY, user_id INTEGER, account_id INTEGER) WITHOUT ROWID;
CREATE TABLE conversations (id INTEGER PRIMARY KEY, account_id INTEGER, status INTEGER, assignee_id INTEGER,
  contact_name TEXT, contact_email TEXT, last_message_id INTEGER, last_activity_at INTEGER, unread INTEGER);
CREATE INDEX conversations_list ON conversations (account_id, status, last_activity_at, id);
CREATE INDEX conversations_counts ON conversations (account_id, status, assignee_id);
CREATE TABLE messages (id INTEGER PRIMARY KEY, conversation_id INTEGER, kind INTEGER, content TEXT, sender_id INTEGER,
  created_at INTEGER);
CREATE INDEX messages_thread ON messages (conversation_id, id);
CREATE TABLE events (seq INTEGER PRIMARY KEY, account_id INTEGER, name TEXT, data TEXT);
"""
PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA cache_size=-32000",
    "PRAGMA mmap_size=268435456",
)


def connect(path: str) -> sqlite3.Connection:
    """A connection with the pragmas that Balcão uses."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return connection


def seed(path: str, conversations: int, messages: int) -> None:
    """The same number of conversations and messages as in Balcão's own load."""
    connection = connect(path)
    connection.executescript(SCHEMA)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO tokens VALUES ('token', 1, 1)")
    each = messages // conversations
    for n in range(1, conversations + 1):
        last = n * each
        row = (n, 1, n % 4 // 3, n % 5 or None, f"Contato {n}", f"contato{n}@example.com", last, n, n % 3)
        connection.execute("INSERT INTO conversations VALUES (?,?,?,?,?,?,?,?,?)", row)
        rows = [(n, m % 2, f"Mensagem {m} da conversa {n}, com um texto de tamanho comum.", 1, n) for m in range(each)]
        sql = "INSERT INTO messages (conversation_id, kind, content, sender_id, created_at) VALUES (?,?,?,?,?)"
        connection.executemany(sql, rows)
    connection.execute("COMMIT")
    connection.close()


class Writer:
    """One thread, one transaction for all that wait, results after the commit."""

    def __init__(self, path: str) -> None:
        self._connection = connect(path)
        self._queue: SimpleQueue[Any] = SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()

    async def write(self, unit: Any) -> Any:
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._queue.put((unit, future, loop))
        return await future

    def _run(self) -> None:
        while True:
            batch, done = [self._queue.get()], list[Any]()
            loop = batch[0][2]
            self._connection.execute("BEGIN IMMEDIATE")
            while batch:
                unit, future, _ = batch.pop()
                self._connection.execute("SAVEPOINT unit")
                done.append((future, unit(self._connection)))
                self._connection.execute("RELEASE unit")
                if len(done) < 128:
                    with suppress(Empty):
                        batch.append(self._queue.get_nowait())
            self._connection.execute("COMMIT")
            loop.call_soon_threadsafe(_resolve, done)


def _resolve(done: list[Any]) -> None:
    for future, value in done:
        future.set_result(value)


def user_of(connection: sqlite3.Connection, headers: Any) -> tuple[int, int]:
    """Who is calling."""
    token = next((v for k, v in headers if k == b"api_access_token"), b"").decode()
    return connection.execute("SELECT user_id, account_id FROM tokens WHERE token=?", (token,)).fetchone()


def post(connection: sqlite3.Connection, scope: Any, body: bytes) -> bytes:
    """A message into a conversation."""
    user_id, account_id = user_of(connection, scope["headers"])
    conversation_id = int(scope["path"].split("/")[-2])
    content = json.loads(body)["content"]
    row = connection.execute(
        "SELECT id, unread FROM conversations WHERE id=? AND account_id=?", (conversation_id, account_id)
    ).fetchone()
    now = time.time_ns() // 1000
    message_id = connection.execute(
        "INSERT INTO messages (conversation_id, kind, content, sender_id, created_at) VALUES (?,?,?,?,?)",
        (row[0], 1, content, user_id, now),
    ).lastrowid
    connection.execute(
        "UPDATE conversations SET last_message_id=?, last_activity_at=?, unread=unread+1 WHERE id=?",
        (message_id, now, row[0]),
    )
    connection.execute(
        "INSERT INTO events (account_id, name, data) VALUES (?,?,?)",
        (account_id, "message.created", json.dumps({"id": message_id})),
    )
    return json.dumps(message(message_id, row[0], 1, content, user_id, now)).encode()


def message(*values: Any) -> dict[str, Any]:
    """A message as JSON."""
    id_, conversation_id, kind, content, sender_id, created_at = values
    return {
        "id": id_, "content": content, "inbox_id": 1, "conversation_id": conversation_id, "message_type": kind,
        "content_type": "text", "status": "sent", "content_attributes": {}, "created_at": created_at // 1_000_000,
        "private": False, "source_id": None,
        "sender": {"id": sender_id, "name": "Ana", "available_name": "Ana", "avatar_url": "", "type": "user",
                   "availability_status": "online", "thumbnail": ""},
    }  # fmt: skip


LIST = """SELECT c.id, c.contact_name, c.contact_email, c.assignee_id, c.last_activity_at, c.unread, m.id, m.kind, m.content,
  m.sender_id, m.created_at FROM conversations c JOIN messages m ON m.id = c.last_message_id
  WHERE c.account_id=? AND c.status=0 ORDER BY c.last_activity_at DESC, c.id DESC LIMIT 25"""
COUNTS = """SELECT count(CASE WHEN assignee_id=? THEN 1 END), count(assignee_id), count(*) FROM conversations
  WHERE account_id=? AND status=0"""


def index(connection: sqlite3.Connection, scope: Any, _body: bytes) -> bytes:
    """25 conversations with the counts of the tabs."""
    user_id, account_id = user_of(connection, scope["headers"])
    rows = connection.execute(LIST, (account_id,)).fetchall()
    mine, assigned, everything = connection.execute(COUNTS, (user_id, account_id)).fetchone()
    counts = {
        "mine_count": mine,
        "assigned_count": assigned,
        "unassigned_count": everything - assigned,
        "all_count": everything,
    }
    return json.dumps({"data": {"meta": counts, "payload": [conversation(row) for row in rows]}}).encode()


def conversation(row: Any) -> dict[str, Any]:
    """A conversation as JSON, with its last message twice, as the contract has it."""
    last = message(row[6], row[0], *row[7:])
    return {
        "id": row[0], "account_id": 1, "inbox_id": 1, "status": "open", "unread_count": row[5], "labels": [],
        "meta": {"sender": {"id": row[0], "name": row[1], "email": row[2], "phone_number": None, "thumbnail": "",
                            "additional_attributes": {}, "custom_attributes": {}, "blocked": False},
                 "channel": "Channel::WebWidget", "hmac_verified": False, "assignee": {"id": row[3], "name": "Ana"}},
        "messages": [last], "last_non_activity_message": last, "timestamp": row[4], "last_activity_at": row[4],
        "created_at": row[4], "updated_at": row[4], "can_reply": True, "additional_attributes": {},
        "custom_attributes": {}, "muted": False, "snoozed_until": None, "priority": None, "waiting_since": 0,
        "uuid": "0", "agent_last_seen_at": 0, "assignee_last_seen_at": 0, "contact_last_seen_at": 0,
        "first_reply_created_at": 0, "sla_policy_id": None,
    }  # fmt: skip


def thread(connection: sqlite3.Connection, scope: Any, _body: bytes) -> bytes:
    """The latest 20 messages of a conversation."""
    _, account_id = user_of(connection, scope["headers"])
    conversation_id = int(scope["path"].split("/")[-2])
    connection.execute(
        "SELECT id FROM conversations WHERE id=? AND account_id=?", (conversation_id, account_id)
    ).fetchone()
    rows = connection.execute(
        "SELECT id, conversation_id, kind, content, sender_id, created_at FROM messages WHERE conversation_id=?"
        " ORDER BY id DESC LIMIT 20", (conversation_id,),
    ).fetchall()  # fmt: skip
    return json.dumps({"meta": {"labels": []}, "payload": [message(*row) for row in reversed(rows)]}).encode()


class App:
    """The ASGI app: posts to the writer, reads on one connection in the loop."""

    def __init__(self, path: str) -> None:
        self._writer = Writer(path)
        self._reader = connect(path)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            event = await receive()
            body, more = body + event.get("body", b""), event.get("more_body", False)
        if scope["method"] == "POST":
            reply = await self._writer.write(lambda connection: post(connection, scope, body))
        else:
            reply = (thread if scope["path"].endswith("messages") else index)(self._reader, scope, body)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(reply)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": reply})


if __name__ == "__main__":
    uvicorn.run(
        App(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), log_level="error", access_log=False,
        loop="uvloop", http="httptools", lifespan="off",
    )  # fmt: skip
