"""Invented names for the example organisation."""

ORGANISATION = "Zonneveld"

DEPARTMENTS = {
    "Operations": (
        "Planning", "Logistics", "Warehouse", "Quality",
        "Maintenance", "Purchasing", "Safety", "Transport",
    ),
    "Customers": (
        "Service desk", "Sales North", "Sales South", "Key accounts",
        "Marketing", "Complaints", "Events", "Web shop",
    ),
    "Technology": (
        "Platform", "Data", "Applications", "Security",
        "Networks", "User support", "Architecture", "Testing",
    ),
    "Services": (
        "Finance", "Personnel", "Legal", "Facilities",
        "Communication", "Training", "Reception", "Payroll",
    ),
}  # fmt: skip

SMALL_TEAMS = ("Workshop", "Shop", "Office", "Delivery", "Design", "Service")
"""The teams of a small firm, which has no departments."""

STORIES = ("Planning", "Workshop"), ("Service desk", "Shop"), ("Platform", "Office")
"""The teams with a story, by the names they may have: the first is ever busier, the second has
recovered, the third stopped with what it had agreed."""

_FIRST = (
    "Amira", "Bram", "Chen", "Daan", "Eva", "Fatima", "Guus", "Hanna", "Ilias", "Jasmijn", "Kees",
    "Lotte", "Milan", "Noor", "Omar", "Petra", "Quinten", "Roos", "Sem", "Tess", "Usha", "Vera",
    "Wout", "Xenia", "Yusuf", "Zoë",
)  # fmt: skip
_LAST = (
    "Aydin", "Bakker", "de Boer", "Claes", "Dekker", "El Idrissi", "Faber", "de Graaf", "Haddad",
    "Jansen", "Kaya", "van Leeuwen", "Mulder", "Nguyen", "Okafor", "Prins", "Rietveld", "Smit",
    "Tahiri", "Verbeek", "Willems", "Yilmaz", "Zwart",
)  # fmt: skip


def person_name(number: int) -> str:
    """Return a name; the first 598 are all different."""
    return f"{_FIRST[number % len(_FIRST)]} {_LAST[number % len(_LAST)]}"


def team_names(number: int) -> list[tuple[str, str]]:
    """Return (department, team) for a number of teams, spread evenly over the departments."""
    departments = list(DEPARTMENTS)
    named = []
    for team in range(number):
        department = departments[team % len(departments)]
        place = team // len(departments)
        round_, name = divmod(place, len(DEPARTMENTS[department]))
        suffix = f" {round_ + 1}" if round_ else ""
        named.append((department, DEPARTMENTS[department][name] + suffix))
    return named
