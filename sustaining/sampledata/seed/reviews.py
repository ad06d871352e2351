"""What came of the plans: reviews each term, greener as the years go by, and an evaluation at each year's end."""

from __future__ import annotations

from datetime import timedelta

from devplans.choices import Colour
from devplans.models import Evaluation, Judgement, Review
from schools.terms import Term, usual_terms
from sustaining.common.years import AcademicYear

from . import vocabulary
from .rows import Rows
from .scale import Seed, SeedYear, at

REVIEWED, EVALUATED = 0.86, 0.82
SOON = timedelta(weeks=2)


class Reviews:
    """Writes reviews with a judgement for each aim, and submitted evaluations."""

    def __init__(self, seed: Seed) -> None:
        self.seed, self.draw = seed, seed.draw
        self.reviews = Rows(Review, "plan", "academic_year", "term", "begun_by", "begun_at")
        self.judgements = Rows(Judgement, "review", "aim", "colour", "seen", "following", "judged_by", "judged_at")
        self.evaluations = Rows(
            Evaluation, "plan", "academic_year", "students", "students_words", "teachers", "teachers_words",
            "department", "department_words", "written_by", "written_at", "handed_in_at",
        )  # fmt: skip

    def build(self) -> None:
        """Create reviews and evaluations of every school's years, except those withdrawn or gone quiet."""
        for year in self.seed.years:
            if year.withdrawn or not year.school.aims or self._is_quiet(year):
                continue
            started = AcademicYear(year.project.academic_year)
            for term in usual_terms(started):
                self._term(year, term)
            if started.ends < self.seed.today and self.draw.random() < EVALUATED:
                self._evaluate(year, usual_terms(started)[-1])
        self.seed.write(self.reviews, self.judgements, self.evaluations)

    def _is_quiet(self, year: SeedYear) -> bool:
        return year.school.quiet and self.seed.is_now(year.project.academic_year)

    def _term(self, year: SeedYear, term: Term) -> None:
        share = REVIEWED if term.ends < self.seed.today else 0.3
        if term.ends - SOON > self.seed.today or self.draw.random() > share:
            return
        day = min(term.ends - timedelta(days=self.draw.randint(0, 12)), self.seed.today - timedelta(days=1))
        moment, (_, person) = at(day, 15, self.draw.randint(0, 59)), self.draw.choice(year.school.advocates)
        review = self.reviews.add(year.school.plan, term.year.start, term.name.value, person, moment)
        green = 0.3 + 0.08 * term.number + 0.03 * (term.year.start - self.seed.year.start + self.seed.scale.years)
        for aim in year.school.aims:
            luck = self.draw.random()
            colour = Colour.GREEN if luck < green else Colour.AMBER if luck < green + 0.32 else Colour.RED
            seen, following = self.draw.choice(vocabulary.SEEN[colour])
            self.judgements.add(review, aim, colour, seen, following, person, moment + timedelta(minutes=aim % 9))

    def _evaluate(self, year: SeedYear, summer: Term) -> None:
        _, person = self.draw.choice(year.school.advocates)
        moment = at(summer.ends - timedelta(days=self.draw.randint(0, 20)), 16)
        parts: list[object] = []
        for comments in (vocabulary.STUDENT_COMMENTS, vocabulary.TEACHER_COMMENTS, vocabulary.DEPARTMENT_COMMENTS):
            parts += [self.draw.choices((1, 2, 3, 4, 5), (3, 10, 30, 38, 19))[0], self.draw.choice(comments)]
        self.evaluations.add(year.school.plan, year.project.academic_year, *parts, person, moment, moment)
