"""What people write in their own words: read by theme, counted, quoted in other words, replied to.

Also public: `codebook` and `suggesting`, both pure.
"""

from surveys.open_answers.coding import (
    CodingError,
    CommentToCode,
    Sheet,
    WaveToCode,
    begin_coding,
    may_code,
    read_agreement,
    read_sheet,
    save_codes,
    waves_to_code,
)
from surveys.open_answers.quotes import (
    LONGEST_RUN,
    QuoteError,
    add_quote,
    read_quotes,
    remove_quote,
)
from surveys.open_answers.theme_counts import (
    CommentThemes,
    ThemesInWave,
    count_themes,
    read_comment_themes,
)
from surveys.open_answers.theme_replies import (
    LEAST_COMMENTS,
    ThemeReplyError,
    reply_to_theme,
    withdraw_theme_reply,
)
from surveys.open_answers.themes import (
    OwnThemeError,
    ThemeState,
    fields_of_theme,
    hide_theme,
    read_theme_states,
    restore_theme,
    save_theme,
)

__all__ = [
    "LEAST_COMMENTS",
    "LONGEST_RUN",
    "CodingError",
    "CommentThemes",
    "CommentToCode",
    "OwnThemeError",
    "QuoteError",
    "Sheet",
    "ThemeReplyError",
    "ThemeState",
    "ThemesInWave",
    "WaveToCode",
    "add_quote",
    "begin_coding",
    "count_themes",
    "fields_of_theme",
    "hide_theme",
    "may_code",
    "read_agreement",
    "read_comment_themes",
    "read_quotes",
    "read_sheet",
    "read_theme_states",
    "remove_quote",
    "reply_to_theme",
    "restore_theme",
    "save_codes",
    "save_theme",
    "waves_to_code",
    "withdraw_theme_reply",
]
