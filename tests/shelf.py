"""Which shipped models the walks take: a walk over all of them would take the suite three times as long.

Walks (random points, every page, every command) take WALKED: the Geneva family and two of each other kind, among them a
game of ties and continua. Every model, of the REST too, proves what it states, says what a reader needs and is answered
at one random point (tests/test_models.py). A new model joins the REST by itself.
"""

from negotiation.library import groups, shipped

ALWAYS = "geneva"
SOME = ("panama-canal", "iran-hostages", "forts", "shifting-power", "prisoners-dilemma", "three-party-majority")

WALKED = [*next(group.files for group in groups() if group.id == ALWAYS), *SOME]
REST = [name for name in shipped() if name not in WALKED]
