"""What names are made of. All of it is invented; the URNs are in no register."""

FIRST = (
    "Aaliyah Adam Aisha Alfie Amelia Amir Anna Arjun Asha Ben Bethan Callum Carys Chloe Daniel Daria Dev Edith Elin "
    "Ella Emeka Esme Ewan Farah Farid Finn Freya George Grace Gwen Hannah Hari Harriet Hassan Hugo Ibrahim Imani Iris "
    "Isaac Isla Ivy Jack Jamal Jonah Josie Kai Karim Keira Kofi Lara Leila Leo Lily Lucas Luca Maja Maya Megan Mia "
    "Milo Mohsin Nadia Naomi Nathan Nia Nils Noor Olive Omar Orla Oscar Otis Piotr Poppy Priya Quinn Rafi Rhys Rosa "
    "Ruby Ruth Sam Sana Sara Seren Silas Simran Sofia Sunil Tariq Tess Theo Tola Uma Victor Wren Xenia Yasmin Yusuf "
    "Zara Zoe"
).split()
LAST = (
    "Abara Abbott Adeyemi Ahmed Akhtar Alder Allen Armitage Ashworth Bailey Banerjee Barlow Begum Bhatt Bickley Booth "
    "Bradshaw Brook Byrne Carver Chaudhry Clegg Cole Cooper Croft Dalby Dass Dawson Dhillon Dixon Doyle Drew Eastwood "
    "Ellwood Evans Farrow Fielding Finch Fletcher Frost Gale Garside Gibbs Grange Gupta Hale Hardy Hartley Hassan "
    "Heath Holt Hussain Ingham Iqbal Irwin Jagger Joshi Joyce Kaur Kemp Khan Kowalski Lal Lister Lodge Mahmood "
    "Marsden Mellor Mistry Moss Nash Naylor Nowak Okafor Orton Osei Parekh Patel Pike Platt Quigley Rahman Rao Reid "
    "Rigby Rowe Sandhu Sharma Shaw Singh Slater Stead Sykes Tate Thorpe Tiwari Uddin Vaughan Verma Wadsworth Walsh "
    "Ward Whitlock Wilde Winter Wood Yates Young Zaman"
).split()
PLACES = (
    "Alder Ash Beacon Beech Birch Blackthorn Bramble Brook Castle Cedar Chantry Churchfield Clifton Copse Cross Dale "
    "Deer Down Eagle East Elm Fairfield Fern Field Fox Glebe Grange Green Hadley Harbour Hawthorn Hazel Heath High "
    "Hill Hollow Holly Kestrel King’s Lake Langley Larch Laurel Lime Linden Long Manor Marsh Meadow Mill Moor North "
    "Oak Old Orchard Park Pine Priory Queen’s Ravens Red Ridge River Rook Rowan Sandy South Spring Stone Stoke Swan "
    "Thorn Upper Vale Warren Water West Weston White Willow Wind Wood Yew"
).split()
ENDS = (
    "bank bridge brook croft dale fields ford gate ham hurst lands leigh ley mead moor ridge side stead ton view "
    "ville well wick wood"
).split()
KINDS = ("Academy", "High School", "School", "College", "Community School", "Catholic High School", "Girls’ School")
TOWNS = (
    "Aldbrook Barrowden Calverton Dunmere Eastholme Farnley Gorsebridge Hexwell Inglefield Kirkmoor Lowick Marston "
    "Netherfield Oakhampton Penford Quorley Redmarsh Stanwick Thornbury Ulverley Wexcombe Yarrowby"
).split()
HUBS = (
    "Aldermoor Blackwater Chalkdown Derwentside Eastmere Fenland Greywell Harrowdale Icknield Jubilee Kestrel "
    "Lodestar Mallard Northway Oldcastle Pennyfield Quayside Ridgeway Saltmarsh Thornfield Underhill Valebrook "
    "Westering Yarrow Ashbourne Broadacre Cloverley Downland Elmstead Foxglove Goldcrest Highmoor Ironbridge "
    "Kingsmead Longshore Millrace Nightingale Orchardside Priorsfield Rookwood"
).split()
REGIONS = (
    "North East", "North West", "Yorkshire and the Humber", "East Midlands", "West Midlands", "East of England", "London",
    "South East", "South West",
)  # fmt: skip
POSTS = (
    "Head of mathematics",
    "Teacher of mathematics",
    "Second in mathematics",
    "Key Stage 3 lead",
    "Lead practitioner",
)
SEEN = {
    "green": (
        ("Double number lines in every Year 8 book that was looked at.", ""),
        ("All classes use the agreed representations, and students say why.", "Bring Year 9 in."),
        ("The scheme of work holds the planned sequence, and it is taught.", "Look again in a year."),
    ),
    "amber": (
        ("Half of the books show it; three classes have not begun.", "Plan the next unit together."),
        ("Teachers know the structure; students still reach for a procedure.", "Observe one another once."),
    ),
    "red": (
        ("The meetings that were set aside for it went to other things.", "Ask the head for a fixed slot."),
        ("Two teachers have left, and we begin again.", "Pair the new colleagues with the Advocates."),
    ),
}
STUDENT_COMMENTS = (
    "They explain their reasoning in full sentences, in lessons and in books.",
    "More of them try a second way before they ask.",
    "Higher marks on ratio than in the year before; algebra has not moved.",
)
TEACHER_COMMENTS = (
    "We plan in pairs, and talk about the mathematics before the tasks.",
    "Everybody has taught a lesson with colleagues in the room.",
    "Confident with representations in Key Stage 3; Key Stage 4 is next.",
)
DEPARTMENT_COMMENTS = (
    "Department meetings are for planning now; notices go by email.",
    "One scheme of work, with the sequences we planned together.",
    "Time is short, and the timetable works against us.",
)
