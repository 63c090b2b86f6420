"""`negotiation models`"""

from negotiation.cli.common import Format, FormatOption, show


def models(format: FormatOption = Format.table) -> None:
    """List the shipped models with a line each."""
    import pandas as pd

    from negotiation.library import load, shipped

    rows = [{"model": name, "title": load(name).title} for name in shipped()]
    show(pd.DataFrame(rows), rows, format, None)
