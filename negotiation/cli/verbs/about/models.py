"""`negotiation models`"""

from negotiation.cli.common import Format, FormatOption, show


def models(format: FormatOption = Format.table) -> None:
    """List the shipped models with a line each."""
    import pandas as pd

    from negotiation.library import load, shipped
    from negotiation.provenance import Provenance

    rows = [{"model": name, "title": load(name).title} for name in shipped()]
    head = Provenance("models").head()
    document = {name: head[name] for name in ("format", "analysis", "command")} | {"models": rows}
    show(pd.DataFrame(rows), format, None, document=document)
