"""Who should ally? Power in the vote along a slider, who is a bystander, what each brings, which blocs hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

import negotiation.report.narrate as narrate
from negotiation.alliances import Coalitions
from negotiation.alliances.along import PowerAlong, PowerRegime
from negotiation.alliances.members import DOUBT as UNSURE
from negotiation.alliances.members import Worth
from negotiation.alliances.switching import StructureRow
from negotiation.alliances.voting import Voting
from negotiation.errors import NegotiationError
from negotiation.report.results.alliances import allies as said
from negotiation.report.results.alliances.voting import verdict
from negotiation.view import charts
from negotiation.view.compute import allies
from negotiation.view.drawing import show, tables
from negotiation.view.pages.parts import doubted
from negotiation.view.panel import playhead
from negotiation.view.panel.choice import choose
from negotiation.view.session.visit import Visit
from negotiation.wording import counted, percent

POWER = ("A party's power is the share of all orders of joining in which it is the one whose weight makes the "
         "group win (Shapley and Shubik 1954). Weights follow the sliders; power jumps where a group just meets the "
         "quota.")
SURE = ("Alone: what a party can be sure of whatever the others do together. Shapley value: what it adds to the groups "
        "it could join, on average over all orders of joining. Nucleolus: the division of what all get together "
        "that leaves the most dissatisfied group as little to complain of as can be.")
BLOCS = ("A bloc chooses together and plays for the sum of its members' payoffs. A structure holds if nobody is sure "
         "to gain by joining another bloc or standing alone, at every pure equilibrium before and after.")
SUMS = ("Sums take payoffs of different parties as comparable and as something that can be passed on: an added "
        "assumption.")
ORDER = ("What groups could be sure of, and how blocs would play, adds up payoffs of different parties; an order of "
         "outcomes alone cannot say it. The vote needs no payoffs.")
NO_VOTE = ("This model declares no vote, so nobody's power can be counted in one. A section [voting] with a quota and "
           "weights declares it (page “Make it your own”).")
DOUBT = narrate.sentence(f"{UNSURE}: worths and blocs are told where all types are known. The vote hangs on nobody's "
                         "type")
NAMED, HOLD, EVERY = "named", "hold", "all"
SHOWN = {NAMED: "those with a name", HOLD: "those that hold", EVERY: "all of them"}


def draw(visit: Visit) -> None:
    """Draw the page; where something cannot be computed, say why in one sentence and go on."""
    doubt = bool(visit.model.agents)
    if doubt:
        doubted.instead(DOUBT)
        visit = doubted.voting(visit)
    try:
        here = allies.coalitions(visit.model, visit.at)
        pinned = allies.coalitions(visit.model, visit.pinned) if visit.pinned else None
    except NegotiationError as error:
        st.caption(show.plain(str(error)))
        return
    _answer(visit, here, pinned)
    if here.voting is not None and visit.over:
        _power(visit)
    _shares(visit, here, pinned)
    if not visit.ordinal:
        _blocs(visit, here, pinned)
    elif not doubt:
        show.note(ORDER)


def _answer(visit: Visit, here: Coalitions, pinned: Coalitions | None) -> None:
    """Say who decides the vote and who has become a bystander, against the pinned scenario too."""
    if here.voting is None:
        show.sentences([NO_VOTE])
        return
    lines = [f'<p class="n-answer" style="font-size:1.2rem">{tables.escape(_decides(visit, here.voting))}</p>']
    if pinned is not None and pinned.voting is not None:
        then = narrate.inside(visit.model, _decides(visit, pinned.voting))
        lines.append(f'<p class="n-tip">{tables.escape(f"In the pinned scenario: {then}")}</p>')
    rule = visit.model.voting
    about = f"{rule.label or 'The vote'}: {rule.description}" if rule and rule.description else ""
    show.html("".join(lines) + (f'<p class="n-soft">{tables.escape(about)}</p>' if about else ""))


def _decides(visit: Visit, vote: Voting) -> str:
    return " ".join(verdict(vote, visit.model.parties)) or (
        "Every party's vote decides sometimes, and none is needed always.")


def _power(visit: Visit) -> None:
    """Draw power along the slider, with the places where somebody becomes a bystander, and the table of it."""
    model, over = visit.model, playhead.row(visit, "Power in the vote", POWER)
    try:
        found = allies.power(model, visit.at, over)
        twin = (allies.power(model, visit.pinned, over), visit.value(visit.pinned)) if visit.pinned else None
    except NegotiationError as error:
        st.caption(show.plain(str(error)))
        return
    show.sentences(said.turns(model, found))
    show.chart(charts.power(model, found, visit.value(), show.theme(), twin), "power")
    show.html(tables.legend(model, show.dark()))
    if twin:
        show.note("Dashed: the pinned scenario.")
    show.files("power", f"{model.id}-power-{over}", found,
               lambda: charts.power(model, found, visit.value(), pinned=twin))
    wide = [row for row in found.power if not row.interval.isolated]
    title = f"All {len(wide)} stretches in numbers" if len(wide) > 1 else "In numbers"
    with st.expander(title, key="power_all", on_change="rerun") as fold:
        if fold.open:
            show.html(_regimes(visit, found, wide))


def _regimes(visit: Visit, found: PowerAlong, wide: Sequence[PowerRegime]) -> str:
    model, parameter = visit.model, visit.model.parameters[found.parameter]
    value, here, rows = visit.value(), set(), []
    for k, row in enumerate(wide):
        if value in row.interval:
            here.add(k)
        ends = narrate.ends(parameter, row.interval, narrate.figure)
        spans = [tables.exactly(text, end.exact) for text, end in
                 zip(ends, (row.interval.start, row.interval.stop), strict=True)]
        power = dict(zip(row.vote.members, row.vote.shapley_shubik, strict=True))
        rows.append([*spans, *(_share(power.get(party.id)) for party in model.parties)])
    heads = ["from", "to", *(tables.Marked(f"{tables.mark(model, i, show.dark())} {tables.escape(party.label)}")
                             for i, party in enumerate(model.parties))]
    numeric = tuple(range(2, 2 + len(model.parties)))
    return tables.table(heads, rows, "Power in the vote along the slider", numeric, here=frozenset(here))


def _share(power: object) -> str:
    """Return a share of power as a cell: a bystander's is said, not only zero."""
    if power is None:
        return "no vote"
    return percent(float(power)) if power else "bystander"  # type: ignore[arg-type]


def _shares(visit: Visit, here: Coalitions, pinned: Coalitions | None) -> None:
    """Show what each party weighs and could be sure of."""
    model, ordinal = visit.model, visit.ordinal
    if ordinal and here.voting is None:
        return
    st.markdown("## What each party brings" if not ordinal else "## What each party weighs",
                help=SURE if not ordinal else None)
    columns = [*_votes(here.voting, ""), *([] if ordinal else _worths(here))]
    if pinned is not None:
        columns += _votes(pinned.voting, ", pinned")[1:2] + ([] if ordinal else [
            ("Shapley value, pinned", _points(pinned.shapley()))])
    rows = [[tables.Marked(f"{tables.mark(model, i, show.dark())} {tables.escape(party.label)}"),
             *(cells.get(party.id, "none") for _, cells in columns)] for i, party in enumerate(model.parties)]
    heads = ["party", *(name for name, _ in columns)]
    show.html(tables.table(heads, rows, "What each party brings", tuple(range(1, len(heads)))))
    if not ordinal:
        show.sentences([said.core(here)])
        show.note(SUMS)
    show.files("shares", f"{model.id}-coalitions", here)


def _votes(vote: Voting | None, when: str) -> list[tuple[str, dict[str, str]]]:
    if vote is None:
        return []
    total = sum(vote.weights) or 1
    return [(f"weight{when}", {name: percent(float(each / total)) for name, each in
                               zip(vote.members, vote.weights, strict=True)}),
            (f"power{when}", {name: _share(each) for name, each in
                              zip(vote.members, vote.shapley_shubik, strict=True)})]


def _worths(here: Coalitions) -> list[tuple[str, dict[str, str]]]:
    alone = {party.id: here.worth[0, 1 << i] for i, party in enumerate(here.parties)}
    return [("alone", _points(alone)), ("Shapley value", _points(here.shapley())),
            ("nucleolus", _points(here.nucleolus()))]


def _points(values: Mapping[str, Worth]) -> dict[str, str]:
    return {name: narrate.number(float(each)) for name, each in values.items()}


def _blocs(visit: Visit, here: Coalitions, pinned: Coalitions | None) -> None:
    """Lay out the coalition structures: which hold, one of them closely, all in a table."""
    model = visit.model
    st.markdown("## Which blocs hold", help=BLOCS)
    if len(model.parties) > allies.MOST:
        show.note(f"With {len(model.parties)} parties there are too many ways to form blocs to lay out here; "
                  f"{allies.MOST} parties are the most. The library looks at single ones (docs/coalitions.md).")
        return
    rows = here.structures
    lines = [said.holding(rows, [_name(visit, row) for row in rows])]
    if pinned is not None:
        held = said.holding(pinned.structures, [_name(visit, row) for row in pinned.structures])
        lines.append(f"In the pinned scenario: {narrate.inside(model, held)}")
    show.sentences(lines)
    _closely(visit, here, pinned)
    with st.expander(f"All {counted(len(rows), 'way')} to form blocs", key="blocs_all", on_change="rerun") as fold:
        if fold.open:
            _every(visit, rows)
    show.files("blocs", f"{model.id}-blocs", here.structure_table())


def _labels(visit: Visit) -> dict[str, str]:
    return {each.id: each.label or each.id for each in
            (visit.model.coalitions.structures if visit.model.coalitions else ())}


def _name(visit: Visit, row: StructureRow) -> str:
    """Return what a structure is called: as the model says, else its blocs."""
    return _labels(visit).get(row.name) or said.blocs(visit.model.parties, row)


def _closely(visit: Visit, here: Coalitions, pinned: Coalitions | None) -> None:
    """Show one structure: what is played, what each party gets against everyone alone, who would change sides."""
    model, labels = visit.model, _labels(visit)
    options = sorted(here.structures, key=lambda row: list(labels).index(row.name) if row.name else len(labels))
    words = {row.label: _name(visit, row) for row in options}
    first = next((row.label for row in options if row.name and len(row.structure) < len(model.parties)),
                 here.structures[-1].label)
    chosen = choose("allies.blocs", "Blocs", words, first, width=420)
    row = next(each for each in here.structures if each.label == chosen)
    then = next((each for each in pinned.structures if each.label == chosen), None) if pinned else None
    about = next((each.description for each in (model.coalitions.structures if model.coalitions else ())
                  if each.id == row.name and each.description), "")
    notes = [said.blocs(model.parties, row) if row.name in labels else "", about, said.straddling(model, row)]
    show.html("".join(f'<p class="n-soft">{tables.escape(each)}</p>' for each in notes if each))
    show.html(f'<p class="n-tip n-row">{_plays(visit, row)}</p>')
    if row.equilibria:
        alone = here.structures[0]
        show.chart(charts.structure(model, row, alone, show.theme(), then), "structure")
        show.note("Filled: in these blocs, over all equilibria; hollow: everyone alone"
                  + ("; dashed: these blocs in the pinned scenario." if then else "."))
        show.files("structure", f"{model.id}-structure", None,
                   lambda: charts.structure(model, row, alone, pinned=then))
    moves = said.moves(model.parties, row) or ["Nobody is sure to gain by changing bloc."]
    show.html(f'<ul class="n-plain">{"".join(f"<li>{tables.escape(each)}</li>" for each in moves)}</ul>')


def _plays(visit: Visit, row: StructureRow) -> str:
    """Return what is played, each equilibrium with its mark."""
    if not row.equilibria:
        return "No pure equilibrium among these blocs, so what they would get is not known."
    played = " <span>or</span> ".join(tables.named(visit.model, each.profile) for each in row.equilibria)
    return f"<span>They would play</span> {played}"


def _every(visit: Visit, rows: Sequence[StructureRow]) -> None:
    words = SHOWN if any(row.name for row in rows) else {HOLD: SHOWN[HOLD], EVERY: SHOWN[EVERY]}
    kind = show.choose("Show", words, "blocs_shown", width=240)
    keep = {NAMED: lambda row: row.name, HOLD: lambda row: row.stable, EVERY: lambda row: True}[kind]
    body = [[_name(visit, row), _outcomes(visit, row), "yes" if row.stable else "no", _switches(visit, row)]
            for row in rows if keep(row)]
    if not body:
        show.note("None of them holds here.")
        return
    heads = ["blocs", "what is played", "holds", "who would go where"]
    show.html(tables.table(heads, body, "Ways to form blocs", wrap=True))


def _outcomes(visit: Visit, row: StructureRow) -> str:
    return tables.Marked("<br>".join(tables.named(visit.model, each.profile) for each in row.equilibria)) \
        if row.equilibria else "no pure equilibrium"


def _switches(visit: Visit, row: StructureRow) -> str:
    return "; ".join(said.briefly(visit.model.parties, each) for each in row.switches) or "nobody"
