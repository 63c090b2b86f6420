"""The program. What stops it before its first word, while Python still reads its files, or after its last is quiet."""

import os
import signal
import sys

INTERRUPTED = 130


def _leave(*_: object) -> None:
    os._exit(INTERRUPTED)


for _number in (signal.SIGINT, signal.SIGTERM):
    # A shell that starts us in the background has Ctrl-C ignored; that stays so.
    if signal.getsignal(_number) is not signal.SIG_IGN:
        signal.signal(_number, _leave)

from negotiation.cli import main as run  # noqa: E402


def main() -> None:
    """Run the command line as a program of its own: `negotiation.cli.main`, and nothing after an interruption.

    Python remembers an interruption that met it inside `exec`, which dataclasses use, however it was handled since, and
    an ordinary exit would then end by the signal instead of with its code.
    """
    try:
        run()
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            sys.stdout.flush()
            _leave()
        raise


if __name__ == "__main__":
    main()
