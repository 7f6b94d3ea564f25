"""The promise and what it does not protect against, in the one wording that every place uses.

The privacy page, the privacy statement, the regulation for the works council, README and SECURITY
say these sentences; a test compares them.
"""

from surveys.errors import N_
from surveys.installation.custody import BOX_AND_KEY

PROMISE = N_(
    "Anybody who gets hold of everything that is stored, except the key of an open wave, can at "
    "any moment only guess whose answer is whose within a group of at least five people."
)

LIMITS = (
    N_(
        "Somebody who changes the running program, or who watches the connection while you answer, "
        "can see your answers."
    ),
    BOX_AND_KEY,
    N_(
        "If somebody joins or leaves a small team and the others answer as before, the change in "
        "the numbers says something about that person. In simulated teams of five a guess was "
        "right in 63 of 100 cases when seven in ten answers of the others stayed the same, and in "
        "98 when all did; without comparing waves, in 36."
    ),
    N_(
        "If all other members of a team conspire, they can subtract their own answers and so work "
        "out those of the one who does not."
    ),
    N_(
        "Colleagues who do not exist count as colleagues if one person puts them on the list and a "
        "second one, of HR or the works council, confirms them, or if that confirmation is "
        "switched off. Before you answer, the page says how many people are invited in your unit: "
        "only a team that compares notices one too many."
    ),
    N_(
        "Somebody who knows your team well may guess, or know you by what you write in a comment: "
        "do not write names."
    ),
    N_(
        "Your browser notes the address of your link when you open it. Anybody who reads the "
        "files of your browser can see that you opened it, but not whether you sent anything."
    ),
)
"""What is not protected against; the second comes with the custody of the key."""
