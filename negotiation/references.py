"""Whose methods a result used: the literature as data, cited by analysis and by method.

One table holds the works, two say what cites them; results, documents and files take what `cited` returns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reference:
    """A published work; `str()` gives one line, `bibtex` an entry."""

    key: str
    kind: str
    author: str
    year: int
    title: str
    where: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        places = [self.where[name] for name in ("journal", "booktitle", "publisher") if name in self.where]
        number = f" {self.where['volume']}" if "volume" in self.where else ""
        issue = f"({self.where['number'].replace('--', '-')})" if "number" in self.where else ""
        pages = f", {self.where['pages'].replace('--', '-')}" if "pages" in self.where else ""
        authors = self.author.replace(" and ", ", ")
        return f"{authors} ({self.year}), {self.title}, {', '.join(places)}{number}{issue}{pages}"

    @property
    def bibtex(self) -> str:
        """Return the work as a BibTeX entry."""
        rows = {"author": self.author, "year": str(self.year), "title": f"{{{self.title}}}", **self.where}
        return f"@{self.kind}{{{self.key},\n" + "".join(f"  {key} = {{{text}}},\n" for key, text in rows.items()) + "}"


def _article(key: str, author: str, year: int, title: str, journal: str, volume: str, number: str = "",
             pages: str = "") -> Reference:
    rows = {"journal": journal, "volume": volume, "number": number, "pages": pages}
    return Reference(key, "article", author, year, title, {name: text for name, text in rows.items() if text})


def _book(key: str, author: str, year: int, title: str, publisher: str) -> Reference:
    return Reference(key, "book", author, year, title, {"publisher": publisher})


def _chapter(key: str, author: str, year: int, title: str, book: str, publisher: str) -> Reference:
    return Reference(key, "incollection", author, year, title, {"booktitle": book, "publisher": publisher})


ECONOMETRICA, GEB = "Econometrica", "Games and Economic Behavior"

WORKS: Mapping[str, Reference] = {each.key: each for each in (
    _article("nash1950", "Nash, J.", 1950, "Equilibrium points in n-person games",
             "Proc. National Academy of Sciences", "36", "1", "48--49"),
    _article("nash1950bargaining", "Nash, J.", 1950, "The bargaining problem", ECONOMETRICA, "18", "2", "155--162"),
    _article("mangasarian1964", "Mangasarian, O.", 1964, "Equilibrium points of bimatrix games",
             "Journal of the Society for Industrial and Applied Mathematics", "12", "4", "778--780"),
    _article("lemke1964", "Lemke, C. and Howson, J.", 1964, "Equilibrium points of bimatrix games",
             "Journal of the Society for Industrial and Applied Mathematics", "12", "2", "413--423"),
    _article("dickhaut1991", "Dickhaut, J. and Kaplan, T.", 1991, "A program for finding Nash equilibria",
             "The Mathematica Journal", "1", "4", "87--93"),
    _chapter("stengel2002", "von Stengel, B.", 2002, "Computing equilibria for two-person games",
             "Handbook of Game Theory 3", "North-Holland"),
    _article("avis2010", "Avis, D. and Rosenberg, G. and Savani, R. and von Stengel, B.", 2010,
             "Enumeration of Nash equilibria for two-player games", "Economic Theory", "42", "1", "9--37"),
    _chapter("porter2004", "Porter, R. and Nudelman, E. and Shoham, Y.", 2004,
             "Simple search methods for finding a Nash equilibrium", "Proceedings of AAAI-04", "AAAI Press"),
    _article("krawczyk1969", "Krawczyk, R.", 1969,
             "Newton-Algorithmen zur Bestimmung von Nullstellen mit Fehlerschranken", "Computing", "4", "3",
             "187--201"),
    _article("mckelvey1995", "McKelvey, R. and Palfrey, T.", 1995, "Quantal response equilibria for normal form games",
             GEB, "10", "1", "6--38"),
    _article("turocy2005", "Turocy, T.", 2005,
             "A dynamic homotopy interpretation of the logistic quantal response equilibrium correspondence", GEB, "51",
             "2", "243--263"),
    _article("aumann1974", "Aumann, R.", 1974, "Subjectivity and correlation in randomized strategies",
             "Journal of Mathematical Economics", "1", "1", "67--96"),
    _article("aumann1987", "Aumann, R.", 1987, "Correlated equilibrium as an expression of Bayesian rationality",
             ECONOMETRICA, "55", "1", "1--18"),
    _article("knight2018", "Knight, V. and Campbell, J.", 2018,
             "Nashpy: A Python library for the computation of Nash equilibria", "Journal of Open Source Software", "3",
             "30", "904"),
    Reference("gambit", "misc", "Savani, R. and Turocy, T.", 2025, "Gambit: The package for computation in game theory",
              {"publisher": "gambit-project.org"}),
    _article("kalai1975", "Kalai, E. and Smorodinsky, M.", 1975, "Other solutions to Nash's bargaining problem",
             ECONOMETRICA, "43", "3", "513--518"),
    _article("kalai1977", "Kalai, E.", 1977, "Proportional solutions to bargaining situations", ECONOMETRICA, "45", "7",
             "1623--1630"),
    _article("rubinstein1982", "Rubinstein, A.", 1982, "Perfect equilibrium in a bargaining model", ECONOMETRICA, "50",
             "1", "97--109"),
    _article("binmore1989", "Binmore, K. and Shaked, A. and Sutton, J.", 1989, "An outside option experiment",
             "Quarterly Journal of Economics", "104", "4", "753--770"),
    _book("brams1996", "Brams, S. and Taylor, A.", 1996, "Fair Division", "Cambridge University Press"),
    _article("fearon1995", "Fearon, J.", 1995, "Rationalist explanations for war", "International Organization", "49",
             "3", "379--414"),
    _article("harsanyi1967", "Harsanyi, J.", 1967, "Games with incomplete information played by Bayesian players, I",
             "Management Science", "14", "3", "159--182"),
    _article("powell2006", "Powell, R.", 2006, "War as a commitment problem", "International Organization", "60", "1",
             "169--203"),
    _chapter("zartman2000", "Zartman, I. W.", 2000, "Ripeness: The hurting stalemate and beyond",
             "International Conflict Resolution after the Cold War", "National Academies Press"),
    _book("fang1993", "Fang, L. and Hipel, K. and Kilgour, D. M.", 1993,
          "Interactive Decision Making: The Graph Model for Conflict Resolution", "Wiley"),
    _book("xu2018", "Xu, H. and Hipel, K. and Kilgour, D. M. and Fang, L.", 2018,
          "Conflict Resolution Using the Graph Model", "Springer"),
    _chapter("shapley1953", "Shapley, L.", 1953, "A value for n-person games",
             "Contributions to the Theory of Games II", "Princeton University Press"),
    _article("shapley1954", "Shapley, L. and Shubik, M.", 1954,
             "A method for evaluating the distribution of power in a committee system",
             "Am. Polit. Sci. Rev.", "48", "3", "787--792"),
    _article("banzhaf1965", "Banzhaf, J.", 1965, "Weighted voting doesn't work: A mathematical analysis",
             "Rutgers Law Review", "19", "2", "317--343"),
    _article("schmeidler1969", "Schmeidler, D.", 1969, "The nucleolus of a characteristic function game",
             "SIAM Journal on Applied Mathematics", "17", "6", "1163--1170"),
    _article("shapley1953stochastic", "Shapley, L.", 1953, "Stochastic games",
             "Proc. National Academy of Sciences", "39", "10", "1095--1100"),
    _article("fink1964", "Fink, A.", 1964, "Equilibrium in a stochastic n-person game",
             "Journal of Science of the Hiroshima University A-I", "28", "1", "89--93"),
    _article("sobol2001", "Sobol', I.", 2001,
             "Global sensitivity indices for nonlinear mathematical models and their Monte Carlo estimates",
             "Mathematics and Computers in Simulation", "55", "1--3", "271--280"),
    _article("saltelli2010",
             "Saltelli, A. and Annoni, P. and Azzini, I. and Campolongo, F. and Ratto, M. and Tarantola, S.", 2010,
             "Variance based sensitivity analysis of model output", "Computer Physics Communications", "181", "2",
             "259--270"),
)}
"""Key -> the work."""

METHODS: Mapping[str, tuple[str, ...]] = {
    "pure": ("nash1950",),
    "support": ("mangasarian1964", "dickhaut1991", "stengel2002"),
    "vertex": ("mangasarian1964", "knight2018"),
    "lemke-howson": ("lemke1964", "knight2018"),
    "logit": ("mckelvey1995", "turocy2005"),
    "complete": ("porter2004", "avis2010", "krawczyk1969"),
    "gambit": ("gambit",),
}
"""Method of solving -> what it cites."""

ANALYSES: Mapping[str, tuple[str, ...]] = {
    "bargain": ("nash1950bargaining", "kalai1975", "kalai1977", "rubinstein1982", "binmore1989", "brams1996",
                "fearon1995", "powell2006"),
    "ripeness": ("zartman2000",),
    "correlated": ("aumann1974", "aumann1987"),
    "coalitions": ("shapley1953", "shapley1954", "banzhaf1965", "schmeidler1969"),
    "voting": ("shapley1954", "banzhaf1965"),
    "stability": ("fang1993", "xu2018"),
    "doubt": ("harsanyi1967",),
    "offer": ("harsanyi1967", "fearon1995"),
    "unfold": ("shapley1953stochastic", "fink1964"),
    "uncertainty": ("sobol2001", "saltelli2010"),
}
"""Analysis -> what it cites besides its method's."""


class References(tuple[Reference, ...]):
    """Works in order; printed a line each, and as a BibTeX file."""

    def __repr__(self) -> str:
        return "\n".join(map(str, self)) or "no published work: the method is described in docs/methods.md"

    @property
    def bibtex(self) -> str:
        """Return the works as the text of a BibTeX file."""
        return "".join(f"{each.bibtex}\n" for each in self)


def cited(analysis: str, method: str = "") -> References:
    """Return the works behind an analysis and its method, each once; none where the method is the project's own.

    >>> cited("solve", "pure")
    Nash, J. (1950), Equilibrium points in n-person games, Proc. National Academy of Sciences 36(1), 48-49
    """
    return References(WORKS[key] for key in dict.fromkeys((*METHODS.get(method, ()), *ANALYSES.get(analysis, ()))))
