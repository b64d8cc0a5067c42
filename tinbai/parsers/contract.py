"""`Parsed` as the JSON of the command-line contract, schema 1; keys in the contract's order."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from tinbai import i18n
from tinbai.i18n import Language
from tinbai.model import Address, Attachment, Block, Byline, Item, Mail, Parsed, Problem
from tinbai.parsers.problems import PROBLEMS, values
from tinbai.picture import Photo

SCHEMA = 1


def to_json(parsed: Parsed, file: str, language: Language) -> dict[str, Any]:
    """The object `tinbai parse` prints for `file`; the messages of problems are in `language`."""
    return {
        "schema": SCHEMA,
        "file": file,
        "class": parsed.class_,
        "mail": _mail(parsed.mail) if parsed.mail else None,
        "items": [_item(item) for item in parsed.items],
        "problems": [_problem(problem, language) for problem in parsed.problems],
    }


def _mail(mail: Mail) -> dict[str, Any]:
    return {
        "message_id": mail.message_id,
        "subject": mail.subject,
        "date": mail.date.isoformat() if mail.date else None,
        "from": _address(mail.sender) if mail.sender else None,
        "to": [_address(address) for address in mail.to],
        "cc": [_address(address) for address in mail.cc],
        "in_reply_to": list(mail.in_reply_to),
        "references": list(mail.references),
        "text": mail.text,
        "segments": [{"type": segment.type, "text": segment.text} for segment in mail.segments],
        "attachments": [_attachment(attachment) for attachment in mail.attachments],
    }


def _address(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "media_type": attachment.media_type,
        "bytes": attachment.bytes,
        "sha256": attachment.sha256,
        "use": attachment.use,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "hold": item.hold,
        "source": item.source,
        "title": item.title,
        "lead": item.lead,
        "body": _blocks(item.body),
        "byline": _byline(item.byline) if item.byline else None,
        "dateline": item.dateline,
        "event_date": item.event_date.isoformat() if item.event_date else None,
        "genre": item.genre,
        "photos": [_photo(photo) for photo in item.photos],
        "text": item.text,
        "encoding": item.encoding,
    }


def _blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> dict[str, Any]:
    if block.type == "list":
        return {"type": "list", "ordered": block.ordered, "items": list(block.items)}
    if block.type == "table":
        return {"type": "table", "rows": [list(row) for row in block.rows]}
    if block.type == "figure":
        return {"type": "figure", "photo": block.photo}
    return {"type": block.type, "text": block.text}


def _byline(byline: Byline) -> dict[str, Any]:
    return {"raw": byline.raw, "authors": list(byline.authors), "unit": byline.unit, "source": byline.source}


def _photo(photo: Photo) -> dict[str, Any]:
    said = _whole(photo)
    return said | {"crop": asdict(photo.crop)} if photo.crop else said


def _whole(photo: Photo) -> dict[str, Any]:
    return {
        "name": photo.name,
        "media_type": photo.media_type,
        "width": photo.width,
        "height": photo.height,
        "bytes": photo.bytes,
        "sha256": photo.sha256,
        "also": list(photo.also),
        "caption": photo.caption,
        "credit": photo.credit,
        "origin": photo.origin,
        "suggested": {"caption": photo.suggested_caption, "credit": photo.suggested_credit},
    }


def _problem(problem: Problem, language: Language) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": i18n.text(language, PROBLEMS[problem.code], **values(problem)),
        "where": problem.where,
    }
