"""`negotiation check FILE...`"""

import sys
from typing import Annotated

import typer


def check(files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Model files or shipped names.")]) -> None:
    """Validate model files and prove their [[expect]] blocks; a line an error, exit 1 if there is any."""
    from negotiation.errors import ModelError, NegotiationError
    from negotiation.expectations import check as prove
    from negotiation.expectations import everything
    from negotiation.library import load
    from negotiation.model.conflict import Conflict

    broken = 0
    for file in files:
        try:
            model = load(file)
            faults = prove(model)
        except ModelError as error:
            faults = [str(each) for each in everything(error)]
        except NegotiationError as error:
            faults = [str(error)]
        for fault in faults:
            print(fault, file=sys.stderr)
        if not faults:
            count = len(model.statements if isinstance(model, Conflict) else model.expectations)
            print(f"{file}: ok ({count} expectation{' holds' if count == 1 else 's hold'})")
        broken += bool(faults)
    if broken:
        raise typer.Exit(1)
