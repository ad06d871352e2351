"""Who and what the demo is about. All people are invented; the schools are fictional (their URNs are in no register)."""

from __future__ import annotations

from typing import Any, NamedTuple

PASSWORD = "sustaining-demo"  # noqa: S105  (printed for everyone to see)

SIGN_INS = [
    ("admin@demo.example", "Programme administrator", "Ada Whitcombe"),
    ("lead@demo.example", "Hub lead, Rivermead", "Lena Marsh"),
    ("hubadmin@demo.example", "Hub administrator, Rivermead", "Hugo Pryce"),
    ("auditor@demo.example", "Auditor, Rivermead", "Audrey Finch"),
    ("specialist@demo.example", "Mastery Specialist, Westbrook School", "Robin Lindqvist"),
    ("advocate@demo.example", "Mastery Advocate, Castle Hill School", "Nina Hartwell"),
    ("head@demo.example", "Headteacher, Castle Hill School", "Hilda Brookes"),
    ("finance@demo.example", "Finance contact, Castle Hill School", "Fay Ingram"),
    ("trust@demo.example", "Finance officer of a trust, three schools", "Theo Marlow"),
    ("lead2@demo.example", "Hub lead, Stonefield", "Leo Ashby"),
    ("hubadmin2@demo.example", "Hub administrator, Stonefield", "Hana Doyle"),
    ("specialist2@demo.example", "Mastery Specialist, Quarry Bank School", "Ravi Solanke"),
    ("advocate2@demo.example", "Mastery Advocate, Stonefield High School", "Nora Pell"),
    ("finance2@demo.example", "Finance contact, Stonefield High School", "Felix Grange"),
]


class DemoSchool(NamedTuple):
    """A school and the state of its year: `plan` state, sessions as (days ago, length, confirmed), claims as (pounds, state)."""

    urn: int
    name: str
    town: str
    specialist: str = ""
    plan: str = "draft"
    sessions: tuple[tuple[int, str, bool], ...] = ()
    claims: tuple[tuple[str, str], ...] = ()
    marks: str = ""


OKAFOR, LINDQVIST, ABARA, WHITLOCK = "N. Okafor", "R. Lindqvist", "T. Abara", "S. Whitlock"
SPECIALISTS = {
    OKAFOR: ("nkem.okafor@demo.example", "Nkem Okafor", 910102, "Northgate School"),
    LINDQVIST: ("specialist@demo.example", "Robin Lindqvist", 910101, "Westbrook School"),
    ABARA: ("tola.abara@demo.example", "Tola Abara", 910103, "Springwell College"),
    WHITLOCK: ("sana.whitlock@demo.example", "Sana Whitlock", 910104, "Whitlow Academy"),
}
ENROLLED_FOR_NEXT_YEAR = (910001, 910004)
PROPOSED_NEXT_YEAR = (910003, 910005, 910006, 910007, 910008)
CONFIRMS_NEXT_YEAR, DECLINES_NEXT_YEAR = 910005, 910006
RIVERMEAD = [
    DemoSchool(910001, "Ashdown Vale Academy", "Leeds", OKAFOR, "refining", ((49, "1", True),), (), "ppa"),
    DemoSchool(910002, "Bramley Green High School", "Pudsey", OKAFOR, "draft", (), (), "pxa"),
    DemoSchool(
        910003, "Castle Hill School", "Wakefield", LINDQVIST, "agreed",
        ((40, "1", True), (24, "0.5", True), (12, "0.5", True), (3, "0.5", False)), (), "ppp",
    ),
    DemoSchool(
        910004, "Dene Park Academy", "Dewsbury", LINDQVIST, "agreed",
        ((31, "1", True), (12, "0.5", True)), (("500.00", "paid"), ("500.00", "submitted")), "ppx",
    ),
    DemoSchool(
        910005, "Eastmoor College", "Castleford", ABARA, "agreed",
        ((45, "1", True), (20, "0.5", True), (1, "0.5", True)), (("1000.00", "paid"),), "ppp",
    ),
    DemoSchool(
        910006, "Fulford Road School", "York", ABARA, "shared",
        ((9, "1", True),), (("320.00", "submitted"),), "xpp",
    ),
    DemoSchool(
        910007, "Greenhead Girls’ School", "Huddersfield", WHITLOCK, "agreed",
        ((52, "1", True), (33, "1", True), (14, "1", True)), (("640.00", "paid"), ("360.00", "in_run")), "ppp",
    ),
    DemoSchool(910008, "Holme Valley School", "Holmfirth", WHITLOCK, "agreed", ((28, "0.5", True), (27, "0.25", False)), (), "pxp"),
    DemoSchool(
        910009, "Ings Lane Academy", "Batley", OKAFOR, "refining",
        ((35, "1", True), (6, "0.5", True)), (("480.00", "paid"),), "ppp",
    ),
    DemoSchool(910010, "St Thérèse’s Catholic School", "Halifax", ABARA, "shared", ((16, "0.5", True),), (("210.00", "approved"),), "pap"),
    DemoSchool(910011, "d’Arcy Kirkstone High School", "Bradford", LINDQVIST, "draft", (), (), "ppp"),
    DemoSchool(910012, "Lowfold Academy", "Keighley", WHITLOCK, "agreed", ((22, "1", True),), (("150.00", "draft"),), "ppp"),
]  # fmt: skip
WITHDRAWN = DemoSchool(910013, "Millstone School", "Brighouse", ABARA, "draft", ((30, "0.5", True),))
MOVED = DemoSchool(
    910014, "Nidd Bank School", "Ripon", WHITLOCK, "shared", ((26, "1", True),), (("195.00", "submitted"),)
)
WITHOUT_SPECIALIST = DemoSchool(910015, "Oakroyd Academy", "Shipley", "", "shared", ((34, "0.5", True),))
FORMER_ADMINISTRATOR = ("orla.quayle@demo.example", "Orla Quayle")
"""Hub administrator until last week."""
FORMER_HUB_NAME, PASSED_AUTHORITY = "Calder and Aire", "Wharfe Borough"
LEADS_NOW = "Calder Valley Academy"
"""Leads the first hub since last month."""
LEAVING = ("ines.raman@demo.example", "Inês Raman", 910105, "Hollin Park School")
LOOSE_ENDS = 910006
"""A school that took part last year too, and whose year then is not closed."""
NOT_YET = [
    DemoSchool(910020, "Harrow Lane School", "Otley"),
    DemoSchool(910021, "Moorcroft School", "Ilkley"),
    DemoSchool(910022, "de Vere Academy", "Morley"),
]
STONEFIELD = [
    DemoSchool(
        920001,
        "Stonefield High School",
        "Buxton",
        "R. Solanke",
        "agreed",
        ((18, "1", True),),
        (("400.00", "submitted"),),
        "pp",
    ),
    DemoSchool(920002, "Peakside Academy", "Matlock", "R. Solanke", "shared", ((8, "0.5", True),), (), "px"),
    DemoSchool(920003, "St. Chloë’s School", "Bakewell", "R. Solanke", "draft", (), (), "pa"),
    DemoSchool(920004, "Émery-Tansley School", "Ripley", "R. Solanke", "draft", (), (), "pp"),
]
SPECIALISTS_2 = {"R. Solanke": ("specialist2@demo.example", "Ravi Solanke", 920101, "Quarry Bank School")}

FIRST = [
    "Áine",
    "Ben",
    "Carys",
    "Dev",
    "Éilis",
    "Farid",
    "Gwen",
    "Hari",
    "Isla",
    "Jonah",
    "Zoë",
    "Luca",
    "Maya",
    "Nils",
    "Orla",
    "Łukasz",
    "Quinn",
    "Rosa",
    "Silas",
    "Tess",
]
LAST = [
    "Abbott",
    "Barlow",
    "O’Neill",
    "Dalby",
    "Ellwood",
    "Émrys-Żak",
    "Garside",
    "Holt",
    "de Vere",
    "Ní Dhuibhne",
    "van der Berg",
    "Lister",
    "Mellor",
    "St. John",
    "Orton",
    "Pike",
]

FOCI = [
    "Developing mathematical thinking",
    "Developing fluency with multiplicative reasoning in Key Stage 3",
    "Developing mathematical coherence across maths and science",
    "A bespoke focus",
]
BROUGHT_IN = 910011
"""The school that brought its existing plan in."""
WORD_PLAN = """Maths development plan

Vision: Every student talks about mathematics, and every lesson builds on the one before.

Evidence of need
Students in Year 9 rely on rules for fractions that they can’t explain.

Aim 1: Fractions with understanding
Action\tWho\tBy when\tResources
Plan the fractions unit together\tYear 9 team\t12/02/2027\tTwo department meetings
Use bar models in every lesson\tAll\tby Easter\t

Aim 2: Reasoning in every lesson
- Agree sentence stems
- Visit a lesson at a Work Group school
Success criteria: Students explain why a method works.
"""
VISION = (
    "Every student in the department is taught as though they will understand: lessons are built of small, connected steps, "
    "representations carry the structure, and talk about mathematics is part of every lesson."
)
AIMS: list[dict[str, Any]] = [
    {
        "title": "Fluency with ratio in Year 8",
        "need_of": "students",
        "need": (
            "Books and the June assessment show that students add where they should multiply. Few use a representation."
        ),
        "big_ideas": ["fluency", "representation"],
        "outcome_group": "students",
        "horizon": "this_year",
        "success_criteria": (
            "Every Year 8 book shows double number lines; two in three students can explain why the multiplier works."
        ),
    },
    {
        "title": "Representations, Year 7",
        "need_of": "teachers",
        "need": "Five of nine teachers are not maths specialists and say they are unsure when a bar model helps.",
        "big_ideas": ["representation", "coherence"],
        "outcome_group": "practice",
        "horizon": "this_year",
        "success_criteria": "Colleagues plan the Year 7 fractions unit together and use the same representations in lessons.",
    },
    {
        "title": "A coherent Key Stage 3 scheme of work",
        "need_of": "teachers",
        "need": "Units don’t connect: content from Year 7 is taught again in Year 9.",
        "big_ideas": ["coherence"],
        "outcome_group": "policies",
        "horizon": "next_year",
        "success_criteria": "The scheme of work states what each unit builds on and what it leads to.",
    },
]
NEEDS = (
    (
        "student_need",
        "In the June assessment, 4 in 10 Year 8 students added where they should have multiplied. Year 9 books show "
        "the same errors. Students say they wait to be told the method.",
    ),
    (
        "teacher_need",
        "Five of our nine teachers are not maths specialists. In the autumn survey they asked for time to plan "
        "together and for guidance on choosing representations.",
    ),
)
STEPS = [
    (
        "Plan four lessons on multiplicative reasoning together",
        "the Specialist",
        "A morning’s release for three",
        "done",
    ),
    ("Teach the lessons in Year 8 and collect books", "Year 8 team", "", "doing"),
    ("Review the books in a department meeting", "Head of department", "One department meeting", "to_do"),
]
JUDGEMENTS = [
    (
        "amber",
        "Half of the books show a double number line; the other half show only the method.",
        "Team-teach with the two colleagues who asked for it.",
    ),
    (
        "green",
        "Two in three students can say why the multiplier works. Seen in three lessons and in the end-of-unit quiz.",
        "Keep it in lesson starters until the summer.",
    ),
    (
        "red",
        "The unit was taught unchanged, because joint planning time was lost to cover.",
        "Ask for protected planning time.",
    ),
]
COMMENT = "The November quiz would be good evidence here. Shall we look at it together next time?"
CHANGED = [
    "Students talk more about why a method works. Four of nine teachers now open lessons with a task that everyone can start.",
    "Year 8 books show double number lines in most classes, and fewer students add where they should multiply.",
    "We plan the ratio unit together each fortnight. New colleagues say it is the most useful hour of their week.",
]
LEARNED = [
    "Planning one sequence together made more difference than three training sessions on planning.",
    "Students explain more when we ask for two methods before we choose one.",
    "Short, regular planning time works better for us than one whole day a term.",
]
TEMPLATES = [
    (
        "Building coherence in Key Stage 3",
        "For departments whose units don’t connect, and who want each to build on the last.",
        [
            (
                {
                    "title": "Units that build on each other",
                    "need_of": "teachers",
                    "horizon": "this_year",
                    "outcome_group": "policies",
                    "need": "Units are planned separately; content from Year 7 is taught again in Year 9.",
                    "success_criteria": (
                        "The scheme of work states what each unit builds on and leads to, and lessons refer to it."
                    ),
                    "big_ideas": ["coherence"],
                },
                [
                    ("Map what each unit of Years 7 to 9 builds on", "Two department meetings"),
                    ("Replan one sequence together", "A morning’s release for three"),
                ],
            ),
            (
                {
                    "title": "The same representations from year to year",
                    "need_of": "students",
                    "horizon": "next_year",
                    "outcome_group": "practice",
                    "need": "Students meet a different representation of the same idea each year.",
                    "success_criteria": "Bar models and number lines mean the same in every classroom.",
                    "big_ideas": ["representation", "coherence"],
                },
                [("Agree on the representations of multiplication and ratio", "One department meeting")],
            ),
        ],
    ),
]
STORIES = [
    ("observation", "", "Observed a Year 8 lesson on ratio at the Specialist’s school: a few carefully varied examples. We’ll try the ‘my turn, your turn’ opening."),
    ("joint_planning", "sequence", "Planned four lessons on multiplicative reasoning with double number lines. The Year 8 team will teach them after half term."),
    ("led_pd", "", "An Advocate led the department meeting on bar models. Nine colleagues worked through the tasks; three will try them this week."),
    ("alongside", "", "Team-taught the second lesson with a colleague. Pausing for talk made the difference."),
    ("systems", "", "Went through the Year 7 units and marked where each representation is introduced."),
    ("plan_review", "", "Reviewed each aim against the evidence so far. The Year 9 aim moves to next year."),
]  # fmt: skip
DETAILS: dict[str, dict[str, Any]] = {
    "observation": {"watched": "Year 8, ratio with double number lines"},
    "joint_planning": {"topic": "Multiplicative reasoning, Year 8"},
    "led_pd": {
        "audience": "The whole department, nine teachers", "topic": "Bar models",
        "preparation": "Chose three tasks together and tried them the week before.",
    },
    "alongside": {"approach": "team_teaching", "topic": "Year 9, linear graphs"},
    "systems": {"system": "scheme", "topic": "Year 7, autumn and spring"},
    "plan_review": {"plan_outcome": "refine"},
}  # fmt: skip
