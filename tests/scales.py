"""Questions on scales of other lengths than Peil's own."""

from surveys.instrument import Question
from surveys.instrument.ratings import Grade, Likert, Scale


def on_scale(question: Question, size: int | None = None, **fields: int) -> Question:
    """Return a question with a Likert scale of `size` options, or a grade with these fields."""
    names = [f"Option {number}" for number in range(1, (size or 2) + 1)]
    labels = {"en": names, "nl": names}
    if size is None:
        scale: Scale = Grade(id="own", type="grade", labels=labels, **fields)
    else:
        scale = Likert(id="own", type="likert", labels=labels, **fields)
    return question.model_copy(update={"scale": scale})
