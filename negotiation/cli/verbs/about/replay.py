"""`negotiation replay MANIFEST`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from negotiation.cli import common


def replay(
    manifest: Annotated[Path, typer.Argument(metavar="MANIFEST", help="A manifest, or the .parquet file beside it.")],
    format: common.FormatOption = common.Format.table,
    workers: common.Workers = None,
    dask: common.Dask = None,
) -> None:
    """Ask a manifest's question again and compare row by row, to the bit; exit 1 where rows differ."""
    from negotiation.report import documents
    from negotiation.report.results.replay import document
    from negotiation.studies.files.replay import replay as run

    found = run(manifest, common.executor(workers, dask), progress=sys.stderr.isatty())
    if format is common.Format.json:
        sys.stdout.write(documents.write(document(found)))
    elif format is common.Format.csv:
        sys.stdout.write(found.to_frame().to_csv(index=False))
    else:
        print("\n".join(found.sentences()))
    if not found.equal:
        raise typer.Exit(1)
