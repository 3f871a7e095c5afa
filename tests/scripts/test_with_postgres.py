"""The server that the tests start themselves."""

import os
from pathlib import Path

import psycopg
import pytest

from scripts.with_postgres import postgres_server


@pytest.mark.slow
def test_a_server_of_our_own_comes_and_goes() -> None:
    with postgres_server() as url:
        folder = Path(url.split("host=")[1])
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        server = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        assert Path(f"/proc/{server}").stat().st_uid != 0
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
