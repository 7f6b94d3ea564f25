"""What somebody can do for themselves, in their own browser: a quiz, a self-check, a toolkit. Pure.

The data is `contents.yaml`. Nobody's answers come here: pages send these texts to the browser, and
nothing comes back.
"""

from surveys.for_yourself.contents import Contents, ContentsError, contents, load

__all__ = ["Contents", "ContentsError", "contents", "load"]
