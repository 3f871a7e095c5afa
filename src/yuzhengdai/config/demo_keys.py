"""Keys of a demo: made once per data directory, never shared between checkouts, never committed."""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from yuzhengdai.config.env import KEY_BYTES


@dataclass(frozen=True)
class DemoKeys:
    """Secret key, field key ring (version → 32 bytes as base64url) and blind-index key of one demo."""

    secret_key: str
    field_keys: dict[int, str]
    blind_index_key: str


def load_or_make(data_dir: Path) -> DemoKeys:
    """Return the keys in `data_dir/keys.json`; at the first start make them (file mode 600)."""
    path = data_dir / "keys.json"
    if not path.exists():
        _make(path)
    stored = json.loads(path.read_text(encoding="utf-8"))
    return DemoKeys(
        secret_key=stored["secret_key"],
        field_keys={int(version): key for version, key in stored["field_keys"].items()},
        blind_index_key=stored["blind_index_key"],
    )


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "note": "Keys of this demo. Losing them makes its encrypted fields unreadable.",
        "secret_key": secrets.token_urlsafe(50),
        "field_keys": {"1": _random_key()},
        "blind_index_key": _random_key(),
    }
    # Written aside and linked into place: of two processes that start together one wins, both read the same.
    draft = path.with_name(f".keys-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _random_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
