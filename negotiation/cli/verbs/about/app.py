"""`negotiation app [MODEL]`"""

import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from negotiation.errors import NegotiationError

SAFE = ("--server.maxUploadSize=1", "--client.showErrorDetails=none", "--client.toolbarMode=viewer",
        "--browser.gatherUsageStats=false", "--server.showEmailPrompt=false", "--logger.hideWelcomeMessage=true")
"""What must hold wherever the app is started: the bounds of a shared instance, no question before it opens, and none
of Streamlit's own advice to developers over the page."""


def app(
    model: Annotated[str | None, typer.Argument(metavar="[MODEL]", help="A shipped model's name or a file.")] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8501,
    headless: Annotated[bool, typer.Option(help="Do not open a browser.")] = False,
) -> None:
    """Open the app in the browser."""
    from importlib.util import find_spec

    from negotiation.library import load

    if model:
        load(model)
    if find_spec("streamlit") is None:
        raise NegotiationError("the app needs streamlit; install negotiation[app]")
    if taken(port):
        raise NegotiationError(f"port {port} is taken; allowed: another one, such as --port {port % 65535 + 1}")
    here = Path(__file__).resolve().parents[3]
    entry = here / "view" / "entry.py"
    script = entry if entry.exists() else here.parent / "app.py"
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}",
               f"--server.headless={str(headless).lower()}", *SAFE]
    if model:
        command += ["--", str(Path(model).resolve()) if Path(model).exists() else model]
    print(f"The app: http://localhost:{port}   (Ctrl-C ends it)", flush=True)
    os.execv(sys.executable, command)


def taken(port: int) -> bool:
    """Return whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        return not probe.connect_ex(("127.0.0.1", port))
