"""`negotiation models`"""

from negotiation.cli.common import Format, FormatOption, show


def models(format: FormatOption = Format.table) -> None:
    """List the shipped models with a line each."""
    import pandas as pd

    from negotiation.library import conflicts, load, shipped
    from negotiation.provenance import Provenance

    rows = [{"model": name, "kind": kind, "title": load(name).title}
            for kind, names in (("payoffs", shipped()), ("graph", conflicts())) for name in names]
    head = Provenance("models").head()
    document = {name: head[name] for name in ("format", "analysis", "command")} | {"models": rows}
    show(pd.DataFrame(rows), format, None, document=document)
