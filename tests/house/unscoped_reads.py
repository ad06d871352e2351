"""Reads without `visible_to` in modules that requests reach: which, and why each is right. See test_reads.py.

`BELOW`, `OWN`, `INSIDE` and `PUBLIC` are the usual reasons; where another holds, it is written out.
"""

BELOW = "Rows of a thing that the caller fetched in scope and passes on: "
OWN = "The reader's own rows: "
INSIDE = "Runs inside an action, which has asked its permission: "
PUBLIC = "A page without an account: "
SIGN_IN = "Sign-in, before it is known who somebody is, or the account's own rows: "
DELIVERY = "The outbox itself, for the recipient of an email or link: "
ENDING = BELOW + "a participation whose hub lead withdraws or reinstates it."
LEAVING = BELOW + "a Specialist or an assignment that its hub ends; the page is the hub's."
MERGING = BELOW + "a hub that a programme administrator merges; they see everything."
SUMS = "Sums by Specialist, over every hub: a day used elsewhere is a day used. No row is shown."
COUNTED = "Of the years that the reader sees in a role that reads plans (`plan_schools`): "
CHASED = BELOW + "the years that the hub runs, in the scope of who chases (`ChaserSearch`)."
RECONCILE = "The command `reconcile` works out every grant; no page calls it."

ARCHIVE = "The worker makes an archive: of one person, and for a hub of what `visible_to` shows its lead."
RETENTION = "The clock, for the whole site; no page calls it."

TRAINING = "A training site: all that it holds is invented, and an action asks for its marker first."

UNSCOPED_READS = {
    **dict.fromkeys(
        [
            "sustaining/privacy/notices.py:notices_of_person",
            "sustaining/privacy/notices.py:notices_to_read",
        ],
        OWN + "the notices of the hubs where they have a role, and which of them they have read.",
    ),
    "sustaining/privacy/notices.py:people_of_hub": BELOW + "a hub whose staff asks who has read its notice.",
    "sustaining/privacy/selectors.py:filter_readers": BELOW
    + "a hub whose staff asks who has read its notice; the programme's is for administrators.",
    **dict.fromkeys(
        [
            "sustaining/training/loading.py:load_demo",
            "sustaining/training/selectors.py:get_person",
            "sustaining/training/selectors.py:list_people",
            "sustaining/training/stored.py:list_files",
            "sustaining/training/stored.py:list_sessions",
        ],
        TRAINING,
    ),
    "sustaining/training/database.py:is_training_site": "Whether there is a marker: no row is shown.",
    "sustaining/training/selectors.py:list_emails": OWN
    + "emails to this account, beside those that `visible_to` shows.",
    # assurance
    **dict.fromkeys(
        [
            "sustaining/assurance/hub_year.py:HubYear.grants",
            "sustaining/assurance/hub_year.py:HubYear.claims",
            "sustaining/assurance/hub_year.py:HubYear.entries",
            "sustaining/assurance/hub_year.py:HubYear.figures",
            "sustaining/assurance/hub_year.py:HubYear.runs",
            "sustaining/assurance/hub_year.py:HubYear.recoveries",
            "sustaining/assurance/hub_year.py:HubYear.samples",
            "sustaining/assurance/hub_year.py:HubYear.sampled",
            "sustaining/assurance/hub_year.py:HubYear.payees",
            "sustaining/assurance/hub_year.py:HubYear.receipts",
            "sustaining/assurance/hub_year.py:HubYear.downloads",
            "sustaining/assurance/hub_year.py:HubYear.budget",
            "sustaining/assurance/hub_year.py:HubYear.claim_history",
            "sustaining/assurance/hub_year.py:HubYear.grant_history",
            "sustaining/assurance/hub_year.py:HubYear.names",
            "sustaining/assurance/check_tables.py:_school_exceptions",
            "sustaining/assurance/check_tables.py:_payment_exceptions",
            "sustaining/assurance/check_tables.py:merged_table",
            "sustaining/assurance/hub_year.py:find_evidence",
            "sustaining/assurance/release_tables.py:release_budget_table",
            "sustaining/assurance/release_tables.py:release_table",
        ],
        BELOW + "a hub whose money the reader reads (`assurance.read_hub`), in a year that belongs to it.",
    ),
    "sustaining/assurance/packs.py:make_waiting_packs": "The worker, for every hub; no page calls it.",
    "sustaining/assurance/packs.py:evidence_in": BELOW + "a pack that the reader sees; the files that its facts list.",
    "sustaining/assurance/selectors.py:trail_context": "Prefetches for claims that the reader sees.",
    **dict.fromkeys(
        (
            "funding/columns.py:file_rows",
            "funding/paid_schools.py:schools_paid_by",
            "funding/selectors/payees.py:payee_rows",
            "funding/selectors/payees.py:current_payee",
            "funding/selectors/payees.py:change_context",
            "funding/selectors/statements.py:matched_lines",
            "funding/selectors/statements.py:unmatched_payments",
            "funding/selectors/statements.py:saved_page",
            "funding/statement_rows.py:check_statement",
            "funding/statement_rows.py:Matcher.__init__",
        ),
        BELOW + "a hub whose money the reader reads; its payees, payments and codes.",
    ),
    "funding/selectors/runs.py:<module>": "Prefetches for runs that the reader sees.",
    **dict.fromkeys(
        (
            "funding/release_pay.py:is_release_paid",
            "funding/release_pay.py:sessions_to_decide",
            "funding/selectors/waiting.py:hubs_to_decide_release",
            "funding/release_pay.py:months_to_decide",
            "funding/release_pay.py:_rates",
            "funding/release_pay.py:_by_month",
            "funding/release_pay.py:differences_since",
            "funding/selectors/release_pay.py:setup_or_default",
            "funding/selectors/release_pay.py:settings_context",
            "funding/selectors/release_pay.py:months_context",
            "funding/selectors/runs.py:_release_figure",
            "funding/selectors/runs.py:setups_for",
        ),
        BELOW + "a hub whose money the reader reads; its release pay.",
    ),
    "funding/release_pay.py:_work_out": SUMS,
    "funding/selectors/release_pay.py:projects_to_rate": "Projects of the programme, which every hub lead reads.",
    "funding/hub_merging.py:ReleasePayStays.find": MERGING,
    **dict.fromkeys(
        (
            "funding/run_copies.py:replace_by_copies",
            "funding/run_copies.py:_without_payees",
            "funding/run_copies.py:_replace",
        ),
        RETENTION,
    ),
    "schools/recipients.py:_contacts": INSIDE + "the contacts of a school whose payment or payee it is.",
    "funding/selectors/setup.py:budget_versions": BELOW + "a hub whose budget the reader reads; the history of it.",
    **dict.fromkeys(
        (
            "sustaining/privacy/archive.py:_changes",
            "sustaining/privacy/archive.py:_sign_ins",
            "sustaining/privacy/collecting.py:Collector._earlier",
            "sustaining/privacy/collecting.py:Collector._records",
            "sustaining/privacy/collecting.py:Collector._versions",
            "sustaining/privacy/collecting.py:Collector._visible",
            "sustaining/privacy/masking.py:find_identity",
            "sustaining/privacy/masking.py:known_names",
            "sustaining/privacy/masking.py:known_people",
            "sustaining/privacy/values.py:Values.prepare",
        ),
        ARCHIVE,
    ),
    **dict.fromkeys(
        (
            "sustaining/privacy/forgetting.py:_tell",
            "sustaining/privacy/forgetting.py:forget",
            "sustaining/privacy/forgetting.py:is_announced",
            "sustaining/privacy/forgetting.py:past_figures",
        ),
        RETENTION,
    ),
    # casework
    "sustaining/learning/membership.py:find_membership": OWN + "the school for which they submit a gap task.",
    "sustaining/learning/selectors.py:gap_task_page": "A prefetch for responses that the reader sees.",
    "sustaining/learning/selectors.py:missing_schools": BELOW + "a meeting whose group the reader runs.",
    "sustaining/learning/selectors.py:attendance_by": PUBLIC + "the mark in the register that the link is about.",
    "sustaining/learning/selectors.py:_numbers": BELOW + "groups that the reader runs.",
    "sustaining/learning/selectors.py:feedback_by_meeting": BELOW + "a group that the reader runs.",
    "sustaining/learning/selectors.py:feedback_by_group": BELOW + "groups that the reader runs.",
    "devplans/own_plans.py:own_plan_rows": BELOW + "the terms of the hubs of years that the reader sees.",
    "sustaining/learning/todos.py:_tasks_to_submit": OWN
    + "meetings that they are invited to, and what they have submitted.",
    "sustaining/casework/self_evaluation_pages.py:school_page": BELOW + "self-evaluations that the reader sees.",
    "sustaining/casework/self_evaluation_pages.py:compare_years": "The first year that has headings, which everybody may read.",
    "sustaining/casework/self_evaluation_pages.py:submitted": BELOW + "years that the reader compares.",
    "sustaining/casework/self_evaluation_pages.py:mean_lines": BELOW + "years that the reader compares.",
    "sustaining/casework/self_evaluation_pages.py:school_lines": BELOW + "years that the reader compares.",
    "sustaining/casework/self_evaluation_pages.py:export_rows": BELOW + "years that the reader compares.",
    "sustaining/casework/self_evaluation_todos.py:_years_to_evaluate": "Subqueries that narrow years the reader sees.",
    "sustaining/casework/self_evaluation_views.py:write": "The headings of a year, which everybody may read.",
    "sustaining/casework/handover.py:actions_at_hub": BELOW
    + "a post at a hub that is being ended; the page is the hub's.",
    "sustaining/casework/handover.py:actions_of_specialist": LEAVING,
    "sustaining/casework/handover.py:pass_actions": INSIDE + "the next actions of the post that ends.",
    "sustaining/casework/hub_merging.py:NextActionsStay.find": MERGING,
    "sustaining/casework/hub_merging.py:ConcernsStay.find": MERGING,
    "sustaining/casework/chase_lists.py:chase_emails": CHASED + " The emails about them.",
    "sustaining/casework/chase_lists.py:sender_names": CHASED + " The names of who chased them.",
    "sustaining/casework/chase_schedules.py:due_by_schedule": "The clock, for every hub; no page calls it.",
    "sustaining/casework/hub_merging.py:SchedulesRest.find": MERGING,
    "sustaining/casework/hub_merging.py:ChecklistsStay.find": MERGING,
    "sustaining/desk/board_casework.py:_compose": BELOW
    + "the rows of the board, which were read through `visible_to`.",
    "sustaining/desk/board_choices.py:_compose": "Term dates, which are public; the steps that the hubs of visible years ask.",
    "sustaining/casework/audiences.py:group_participations": "Members of a group that the reader sees; `find_people` narrows.",
    "sustaining/casework/audiences.py:claim_participations": "Years of claims that the reader sees; `find_people` narrows.",
    "sustaining/casework/watch_querysets.py:watchable_schools": OWN
    + "schools of their hubs, and those that they support.",
    "sustaining/casework/watching.py:watches_in_force": OWN + "watched schools: `in_force` begins with `visible_to`.",
    "sustaining/casework/dispatch.py:keep_recipients": INSIDE + "the recipients of the message that it sends.",
    "sustaining/casework/dispatch.py:write_emails": INSIDE + "the recipients of the message that it sends.",
    "sustaining/casework/handover.py:_waiting_messages": BELOW + "a post or a Specialist that is being ended.",
    "sustaining/casework/handover.py:pass_messages": INSIDE + "the waiting messages of the post that ends.",
    "sustaining/casework/hub_merging.py:MessagesStay.find": MERGING,
    "sustaining/casework/message_querysets.py:MailingQuerySet.visible_to": "A subquery that narrows visible messages.",
    "sustaining/casework/message_querysets.py:supported_by": OWN + "years that they support, or whose group they lead.",
    "sustaining/casework/message_querysets.py:hubs_to_write_for": OWN + "the hubs of years that they support.",
    **dict.fromkeys(
        (
            f"sustaining/casework/placeholders.py:{name}"
            for name in ("_plan_states", "_money.values", "_claim_by", "_next_meetings")
        ),
        BELOW + "the years of a message's recipients, for its reader's own figures.",
    ),
    "sustaining/casework/recipients.py:find_people": "Its reach is `run_for_hub` and `supported_by`: whom one may write to.",
    "sustaining/casework/recipients.py:_places": BELOW + "years in the writer's reach: who holds a post there today.",
    "sustaining/casework/school_filters.py:school_participations": "Years by kind; `find_people` narrows them to the reach.",
    "sustaining/casework/people.py:keeping_hub": BELOW
    + "a school, to find the hub that keeps a note; no year is shown.",
    "sustaining/casework/people.py:possible_owners": BELOW
    + "a school of the writer: the hub's staff and its Specialists.",
    "sustaining/casework/selectors.py:concern_history": BELOW
    + "a concern's own history, and the names of who changed it.",
    "sustaining/casework/handover.py:schools_at_hub": BELOW
    + "a post at a hub that is being ended; the page is the hub's.",
    "sustaining/casework/handover.py:pass_schools": INSIDE + "the account that gives the schools to the successor.",
    "sustaining/casework/hub_merging.py:ResponsibilitiesStay.find": MERGING,
    "sustaining/casework/people.py:hub_people": BELOW + "hubs whose staff choose one of their own for a school.",
    "sustaining/casework/responsibility_querysets.py:ResponsibilityQuerySet.in_force": "A subquery on visible rows: posts.",
    "sustaining/casework/task_querysets.py:TakenTaskQuerySet.in_force": "A subquery on visible rows: posts.",
    # certificates
    "sustaining/workgroups/certificate_lists.py:certificate_of_number": PUBLIC
    + "a number confirms facts without any name.",
    "sustaining/workgroups/certificate_lists.py:own_certificates_page": OWN + "marks and certificates.",
    "sustaining/workgroups/certificates.py:group_attendance": BELOW + "a group whose lead or hub issues certificates.",
    "sustaining/workgroups/certificates.py:attendance_as_issued": INSIDE + "the marks that a certificate counts.",
    **dict.fromkeys(
        (
            *(f"sustaining/casework/checklists.py:{name}" for name in ("checklist_rows", "_live_marks")),
            "sustaining/desk/completion.py:with_checklists",
            *(f"devplans/facts.py:{name}" for name in ("_plan_agreed", "_evaluated")),
            *(f"devplans/facts.py:{name}.proved_on" for name in ("_session_held", "_in_term")),
            *(f"funding/facts.py:{name}" for name in ("_claimed", "_paid_in_full")),
            *(f"schools/facts.py:{name}" for name in ("_contacts", "_signed_in")),
            "specialists/facts.py:_assigned",
            "sustaining/workgroups/facts.py:_in_group",
            "sustaining/workgroups/facts.py:_came_to.proved_on",
        ),
        BELOW + "participations in the scope of the caller: the steps that their hubs ask, and the days of facts.",
    ),
    # devplans
    "devplans/chasers.py:plan_not_agreed": CHASED,
    "devplans/chasers.py:_specialists": CHASED,
    "devplans/chasers.py:_missing_in_term": CHASED,
    "devplans/chasers.py:evaluation_missing": CHASED,
    "devplans/overdue.py:hubs_with_terms": "Term dates are public; the hubs are those of the years in scope.",
    "devplans/content.py:with_steps": BELOW + "prefetched below the aims of the plans that are passed.",
    "sustaining/desk/cadence.py:sessions_held": "A subquery that counts, below participations which are visible.",
    "schools/terms.py:get_own_calendars": "Term dates, which are public.",
    "sustaining/desk/board_statement.py:fetch_own_terms": "Term dates, which are public.",
    "devplans/days.py:session_days_spent": (
        "Sums by Specialist, over every hub: a day used elsewhere is a day used. No row is shown."
    ),
    "devplans/days.py:session_days_at_schools": SUMS,
    "devplans/days.py:sessions_of_assignment": BELOW + "a number of sessions of the assignment; no row is shown.",
    "devplans/autosave_history.py:collapse_autosaves": INSIDE + "the history of the row that it writes.",
    "devplans/occasions.py:sessions_that_happened": BELOW
    + "a participation, for a claim's questions; the claimant reads days.",
    "devplans/overdue.py:unevaluated_plans": "A subquery that narrows plans which are visible.",
    "devplans/overdue.py:_unjudged": "A subquery that narrows plans which are visible.",
    "devplans/endings.py:SessionsEnd.find": ENDING,
    "devplans/endings.py:SessionsEnd.restorations": BELOW
    + "a participation whose hub lead withdraws or reinstates it.",
    "devplans/endings.py:ProposalsEnd.find": ENDING,
    "devplans/endings.py:NextStepsEnd.find": ENDING,
    "devplans/endings.py:NextStepsEnd.restorations": ENDING,
    "devplans/hub_merging.py:NextStepsStay.find": MERGING,
    "devplans/next_step_handover.py:steps_of_advocate": BELOW
    + "an Advocate's post that is being ended; the page is its hub's.",
    "devplans/next_step_handover.py:steps_of_support": LEAVING,
    "devplans/next_step_handover.py:steps_owned": INSIDE + "what moves when two accounts become one.",
    "devplans/handover.py:give_step": INSIDE + "a step of the leaving Advocate's school.",
    "devplans/handover.py:open_steps": BELOW + "an Advocate's post that is being ended; the page is its hub's.",
    "devplans/handover.py:pass_sessions": INSIDE + "sessions of the leaving Advocate's post.",
    "devplans/handover.py:planned_sessions": BELOW + "an Advocate's post that is being ended; the page is its hub's.",
    "devplans/handover.py:proposals_of_support": LEAVING,
    "devplans/handover.py:sessions_of_support": LEAVING,
    "devplans/handover.py:steps_owned": INSIDE + "what moves when two accounts become one.",
    "devplans/search.py:sessions": (
        "Keys that the visible query just gave; asked twice, for PostgreSQL guesses badly in one."
    ),
    "devplans/selectors/planning.py:participations_to_bring": (
        "Excludes from visible participations those that come to the visit already."
    ),
    "devplans/selectors/planning.py:visit_context": (
        "Places taken are counted over every school; guests are shown their own."
    ),
    "devplans/selectors/plans.py:aim_context": BELOW + "the aim again, with a count.",
    "devplans/selectors/plans.py:school_plan_rows": "Aims, steps and ratings of the plans that `readable_by` shows in it.",
    "devplans/selectors/reviews.py:_judgements": BELOW + "the plan's own reviews.",
    "devplans/selectors/reviews.py:sessions_to_show": (
        "Keys of an aim's judgements; they narrow sessions that are visible."
    ),
    "devplans/selectors/session_list.py:_people": ("Names of those who took part in sessions that are visible."),
    "devplans/selectors/sessions.py:participation_days": BELOW + "the participation again, with its days.",
    "devplans/selectors/session_list.py:_took_part": "A subquery that narrows sessions which are visible.",
    "devplans/selectors/sessions.py:_schools_to_log_for": OWN
    + "assignments as Specialist; they narrow visible schools.",
    "devplans/selectors/autosave.py:TextBox.last_writer": BELOW + "the name of who wrote the text that is being read.",
    "devplans/selectors/autosave.py:conflict_context": BELOW + "the row that a visible conflicting edit is about.",
    "sustaining/learning/mark_uses.py:feedback_on_marks": INSIDE + "feedback on marks of a list that is undone.",
    "sustaining/workgroups/mark_uses.py:list_mark_changes": INSIDE + "marks of a list that is undone.",
    "sustaining/workgroups/mark_uses.py:_changed_meetings": INSIDE + "meetings of a list that is undone.",
    "devplans/session_uses.py:list_changes": INSIDE + "sessions of a list that is undone.",
    "devplans/session_uses.py:_first_values": INSIDE + "the history of sessions of a list that is undone.",
    "devplans/session_todos.py:_own_schools": OWN + "posts as Advocate.",
    "devplans/session_todos.py:_for_supporter": "Which schools have a Specialist at all; the rows are read in scope.",
    "devplans/session_todos.py:_supported_schools": OWN + "assignments as Specialist.",
    "devplans/as_at.py:_history": "The history of plans and aims that its callers have scoped.",
    "devplans/as_at.py:judgements": "Ratings, which its callers narrow to plans that are visible.",
    # funding
    "funding/chasers.py:nothing_claimed": CHASED,
    "funding/columns.py:get_setup": BELOW + "what the hub has set, for its own schools too.",
    "funding/endings.py:ClaimsEnd.find": ENDING,
    "funding/endings.py:GrantEnds.find": ENDING,
    "funding/endings.py:GrantEnds.end": INSIDE + "the grant that is closed.",
    "funding/endings.py:GrantEnds.restorations": ENDING,
    "funding/endings.py:GrantEnds.restore": INSIDE + "the grant that is opened again.",
    "funding/grant_balance.py:money_given_back": BELOW + "entries of the grant, summed up.",
    "funding/grant_balance.py:money_given_back_for": "An expression of a grant's row, which its queryset has scoped.",
    "funding/reconciliation.py:_opening_differences": RECONCILE,
    "funding/release_reconciliation.py:_sum_sessions": RECONCILE,
    "funding/release_reconciliation.py:release_differences": RECONCILE,
    "funding/grant_balance.py:get_grant_balance": BELOW + "claims of the grant, summed up.",
    "funding/grant_balance.py:_sum_of_claims": "A sum as an expression of a row, which its queryset has scoped.",
    "funding/instalments.py:list_instalments": BELOW + "the grant: its project's instalments and the claims on them.",
    "funding/instalments.py:is_claimed": "Whether anybody has claimed on a project, for administrators; no row is shown.",
    "funding/instalments.py:_days_met": BELOW + "the grant's own year, by its key.",
    "funding/selectors/grants.py:<module>": "A condition on a grant's row: whether its project pays in parts.",
    "funding/questions.py:questions_of_each": BELOW
    + "the other claims of the same grant and trust, for a reader of its words.",
    "funding/questions.py:invoice_question": BELOW
    + "other claims of the payee; another school's has no reference here.",
    "funding/reconciliation.py:_claim_differences": RECONCILE,
    "funding/reconciliation.py:_amount_differences": RECONCILE,
    "funding/reconciliation.py:_file_differences": RECONCILE,
    "funding/reconciliation.py:_history_differences": RECONCILE,
    "funding/reconciliation.py:_grant_differences": RECONCILE,
    "funding/reconciliation.py:_line_differences": RECONCILE,
    "funding/reconciliation.py:_payment_differences": RECONCILE,
    "funding/reconciliation.py:decided_by_one_person": "Limited to the hubs whose money the reader looks after.",
    "funding/reconciliation.py:differences": RECONCILE,
    "funding/selectors/claims.py:<module>": "An expression of a claim's row: when its hub last wrote.",
    "funding/selectors/runs.py:_payments_subquery": (
        "Sums as an expression of a run's row, which its queryset has scoped."
    ),
    "funding/selectors/claims.py:suggest_teachers": BELOW + "the year’s Advocates of the schools that claim.",
    "funding/selectors/claims.py:lines_of_occasions": BELOW + "the grant that is claimed from.",
    "funding/selectors/claims.py:claim_detail_context": BELOW + "who accepted the conditions of the claim's grant.",
    "funding/selectors/setup.py:setup_context": BELOW + "what the hub has set.",
    "funding/selectors/setup.py:projects_with_grants": "Projects are public; nothing of a school is read.",
    "funding/windows.py:get_windows": BELOW + "the claim window of the grant's hub.",
    "funding/windows.py:last_claim_day": BELOW
    + "the claim window of a participation's hub, within the caller's query.",
    # schools
    "schools/chasers.py:no_finance_contact": CHASED,
    "schools/chasing.py:find_people": CHASED + " The people whom the kinds name.",
    "schools/chasing.py:is_still_missing": DELIVERY + "the school's year that the email is about.",
    "schools/recipients.py:department_by_school": BELOW + "schools that are written to: their people.",
    "schools/recipients.py:finance_by_school": BELOW + "schools that are written to: their people.",
    "schools/email_parts.py:reader_sees": DELIVERY
    + "asks `visible_to` for the recipient; without an account a key alone.",
    "schools/endings.py:last_withdrawal": ENDING,
    "schools/endings.py:school_people": ENDING,
    "schools/notices.py:notice_for": "Privacy notices are shown to everybody whom they are about.",
    "schools/people.py:get_advocates_of_schools": BELOW
    + "today's Advocates of a school, for its emails and its own claims.",
    "schools/people.py:get_hub_leads": BELOW + "today's leads of a hub, for its emails.",
    **dict.fromkeys(
        [
            "schools/hub_history.py:authority_spans",
            "schools/hub_history.py:hub_name_on",
            "schools/hub_history.py:hub_names_on",
            "schools/hub_history.py:hub_title_on",
            "schools/hub_history.py:name_spans",
        ],
        BELOW + "a hub; what hubs were called and served is public.",
    ),
    "schools/current_year.py:year_hub_name": BELOW + "the hub of a school's year; hubs are public.",
    "schools/current_year.py:year_hubs": BELOW + "the hub of a school's year; hubs are public.",
    "schools/posts.py:hub_reaches._left_behind": "Visibility itself: years of the hubs that somebody works for.",
    "schools/posts.py:hub_reaches.in_own_hub_or_school": "Visibility itself: schools of the hubs that somebody works for.",
    "funding/hub_merging.py:ClaimsStay.find": MERGING,
    "schools/hub_merging.py:people_to_email": MERGING,
    "schools/hub_merging.py:why_not_undone": MERGING,
    "schools/hub_merging.py:SchoolsPass.find": MERGING,
    "schools/hub_merging.py:SchoolsPass.describe": MERGING,
    "schools/hub_merging.py:AuthoritiesPass.find": MERGING,
    "schools/hub_merging.py:PostsPass.find": MERGING,
    "specialists/hub_merging.py:LinksPass.find": MERGING,
    "specialists/hub_merging.py:LinksPass.readers": MERGING,
    "sustaining/applications/hub_merging.py:CallsStay.find": MERGING,
    "sustaining/workgroups/hub_merging.py:MeetingsStay.find": MERGING,
    "schools/hub_merging.py:SchoolsPass.pass_on": INSIDE + "what passes between the two hubs of a merge.",
    "schools/hub_merging.py:SchoolsPass.put_back": INSIDE + "what passes between the two hubs of a merge.",
    "schools/hub_merging.py:AuthoritiesPass.pass_on": INSIDE + "what passes between the two hubs of a merge.",
    "schools/hub_merging.py:AuthoritiesPass.put_back": INSIDE + "what passes between the two hubs of a merge.",
    "schools/hub_merging.py:PostsPass.pass_on": INSIDE + "what passes between the two hubs of a merge.",
    "schools/hub_merging.py:PostsPass.put_back": INSIDE + "what passes between the two hubs of a merge.",
    "schools/hub_merging.py:SettingsPass.pass_on": INSIDE + "what passes between the two hubs of a merge.",
    "schools/hub_merging.py:SettingsPass.put_back": INSIDE + "what passes between the two hubs of a merge.",
    "specialists/hub_merging.py:LinksPass.pass_on": INSIDE + "what passes between the two hubs of a merge.",
    "specialists/hub_merging.py:LinksPass.put_back": INSIDE + "what passes between the two hubs of a merge.",
    "schools/hub_merging.py:merge_in_force": BELOW + "a hub whose settings its lead or an administrator opens.",
    "schools/lead_schools.py:lead_school_on": BELOW + "a hub that the reader sees; a lead school is no secret.",
    "schools/lead_schools.py:lead_school_spans": BELOW + "a hub whose settings its leads open.",
    "schools/moving.py:proposed_years": BELOW + "a school that a programme administrator moves.",
    "sustaining/onboarding/known.py:KnownFacts._load_groups": BELOW + "Work Groups of the hub that the reader sees.",
    "sustaining/onboarding/known.py:KnownFacts._load_people": BELOW + "schools of the hub that its staff enrol.",
    "sustaining/onboarding/known.py:KnownFacts._load_schools": BELOW
    + "schools of the hub that its staff enrol, also their years at another hub.",
    "sustaining/onboarding/opening_attendance.py:_marks": INSIDE + "marks that the list brought in.",
    "sustaining/onboarding/opening_attendance.py:marks_in_use": INSIDE + "claims that name a meeting of the list.",
    "sustaining/onboarding/opening_payments.py:_openings": INSIDE + "payments that the list brought in.",
    "sustaining/onboarding/opening_sessions.py:SessionFacts.__init__": BELOW
    + "schools whose sessions the hub lead brings in, also those recorded at another hub.",
    "sustaining/onboarding/opening_sessions.py:SessionFacts._load_people": BELOW
    + "Specialists of the hub, and those who supported its schools.",
    "sustaining/onboarding/opening_sessions.py:_imported": INSIDE + "sessions that the list brought in.",
    "sustaining/onboarding/opening_years.py:YearCheck.__init__": BELOW
    + "schools of the hub whose lead brings in their years, also at another hub.",
    "sustaining/onboarding/opening_years.py:_participations": INSIDE + "years that the list brought in.",
    "sustaining/onboarding/waiting_lists.py:being_saved": "Lists that a worker saves; each is saved as who asked for it.",
    "sustaining/onboarding/setup_steps.py:SetupSteps.term_dates": "Term dates are public; nothing of a school is read.",
    "sustaining/onboarding/setup_steps.py:SetupSteps.wording": "Privacy notices are public.",
    "sustaining/rolling/endings.py:ProposedYearEnds.find": ENDING,
    "sustaining/rolling/endings.py:ProposedYearEnds.restorations": ENDING,
    "sustaining/rolling/hub_merging.py:ProposedYearsStay.find": MERGING,
    "sustaining/rolling/selectors.py:proposal_page": BELOW + "the Work Group of a year that its school opened.",
    "schools/moving.py:split_years": BELOW + "a school that a programme administrator moves.",
    "schools/posts.py:advocacies": OWN + "posts, of which permissions are made.",
    "schools/posts.py:contact_posts": OWN + "posts, of which permissions are made.",
    "schools/posts.py:advocates_schools": OWN + "posts, of which permissions are made.",
    "schools/posts.py:finance_schools": OWN + "posts, of which permissions are made.",
    "schools/posts.py:heads_schools": OWN + "posts, of which permissions are made.",
    "schools/roles.py:_open_reaches_statement": "Visibility itself: which reaches come to any school.",
    "schools/sheet_people.py:SheetPeople.__init__": (
        "Accounts by the addresses in the list: adding an Advocate shows the account's name anyway."
    ),
    "schools/scope.py:_union": "Visibility itself: the keys of the schools that somebody reaches.",
    "schools/search.py:user_ids_by_name": "Keys of people; they narrow posts that are visible.",
    "schools/selectors.py:search_schools": "A yes or no as an expression of a visible school.",
    "schools/terms.py:get_calendar": "Term dates are public; nothing of a school is read.",
    "schools/terms.py:get_calendars": "Term dates are public; nothing of a school is read.",
    # specialists
    "specialists/endings.py:AssignmentEnds.find": ENDING,
    "specialists/endings.py:AssignmentEnds.restorations": BELOW
    + "a participation whose hub lead withdraws or reinstates it.",
    "specialists/endings.py:AssignmentEnds.restore": INSIDE + "the assignment that is put back.",
    "specialists/dates.py:fetch_free_days": BELOW + "Specialists whom the reader places or plans a session with.",
    "specialists/dates.py:find_specialist": BELOW + "the year for which the reader plans a session.",
    "specialists/placement.py:why_refused": BELOW + "the Specialist again, with the days counted.",
    "specialists/days.py:count_ended_support": SUMS,
    "specialists/notices.py:people_of_school": INSIDE + "who is emailed at the school.",
    "specialists/notices.py:people_told": BELOW + "who was emailed about it, named on its page.",
    "specialists/selectors.py:count_open_assignments": "How many schools, at whichever hub; no row is shown.",
    "specialists/placement.py:unassigned": "Excludes from visible participations those that have a Specialist.",
    "specialists/roles.py:supported_schools": OWN + "assignments, of which roles and permissions are made.",
    "specialists/roles.py:posts": OWN + "post as Specialist, of which roles are made.",
    "specialists/selectors.py:specialist_year": BELOW
    + "the Specialist again, with days over every hub that they work for.",
    "schools/email_parts.py:hub_of_posts": DELIVERY + "whose hub signs an email about an account.",
    "schools/email_parts.py:find_present_hub": DELIVERY + "the hub that signs an email about an account.",
    "schools/email_parts.py:contacts_at_mailbox": DELIVERY + "who shares the mailbox that an email goes to.",
    "schools/search.py:_contacts_by_own_name": "Keys that the search narrows to contacts who are visible.",
    # accounts
    "sustaining/accounts/adapter.py:AccountAdapter.send_mail": SIGN_IN + "whose address an email goes to.",
    "sustaining/accounts/addresses.py:confirm_address": SIGN_IN + "the address of an account.",
    "sustaining/accounts/addresses.py:delete_pending_addresses": SIGN_IN + "addresses that nobody verified.",
    "sustaining/accounts/addresses.py:is_taken": SIGN_IN + "an address is one account's in the whole site.",
    "sustaining/accounts/addresses.py:ensure_address": SIGN_IN + "the address of an account.",
    "sustaining/accounts/persons.py:is_same_person": (
        "Rules ask whether two accounts are one person's; no row is shown."
    ),
    "sustaining/accounts/second_factor.py:reauthentication_url": SIGN_IN + "one's own second factors.",
    "sustaining/accounts/sessions.py:SessionMiddleware.__call__": SIGN_IN + "the session of the request.",
    "sustaining/accounts/templatetags/accounts.py:has_security_key": SIGN_IN + "one's own second factors.",
    "sustaining/accounts/sessions.py:sign_in_person": SIGN_IN + "the session that begins.",
    "sustaining/accounts/views.py:end_session": SIGN_IN + "a session of their own.",
    # applications
    "sustaining/applications/selectors/school.py:project_context": PUBLIC + "calls for applications are published.",
    "sustaining/applications/selectors/school.py:open_projects": PUBLIC + "calls for applications are published.",
    "sustaining/applications/selectors/school.py:by_link": PUBLIC + "the application that the link was made for.",
    "sustaining/applications/selectors/school.py:call_for": PUBLIC + "calls for applications are published.",
    "sustaining/applications/selectors/school.py:project_or_404": PUBLIC + "projects are published.",
    "sustaining/applications/selectors/school.py:school_or_404": PUBLIC + "the national register of schools.",
    "sustaining/applications/selectors/school.py:search_schools": PUBLIC + "the national register of schools.",
    "sustaining/applications/selectors/school.py:related": BELOW + "prefetched below the applications that are passed.",
    "sustaining/applications/links.py:_has_left": DELIVERY + "whether they still have a post there.",
    # common
    "sustaining/common/checks.py:check_models_have_visible_to": "A system check of managers; no row is read.",
    "sustaining/common/files.py:delete_content": INSIDE + "files that retention, or whoever keeps them, takes away.",
    "sustaining/common/file_checks.py:_check_locked": INSIDE + "the file that a worker checks.",
    "sustaining/common/file_checks.py:check_waiting_files": INSIDE + "the files that wait for a worker.",
    "sustaining/common/sheet_uploads.py:forget_old_sheets": INSIDE + "lists older than a day, which go.",
    "sustaining/common/moves.py:Moves.write": INSIDE + "the row that moves.",
    "sustaining/common/pages.py:readable": "Asks `readable_by` or `visible_to` in the next line.",
    # desk
    "sustaining/desk/completion.py:_annotated": "Counts and dates of participations that are visible; a subquery of each.",
    "sustaining/desk/completion.py:_rows": "The criteria of projects, which everybody may know.",
    "sustaining/desk/specialist_names.py:specialist_label": (
        "The Specialist's name as an expression of a visible participation."
    ),
    "sustaining/desk/board_rows.py:filter_board": "Conditions that narrow participations which are visible.",
    "sustaining/desk/quiet.py:meeting_marks": (
        "The school's own attendance as an expression of a visible participation."
    ),
    "sustaining/desk/school_panels.py:compose_panels": "Term dates are public; the criteria are of the years in scope.",
    "sustaining/desk/selectors.py:term_label": "Term dates are public; nothing of a school is read.",
    "sustaining/desk/timeline_entries.py:read_history": "The history of rows that each source has fetched by `visible_to`.",
    "sustaining/desk/timeline.py:post_entries": BELOW + "names of people whose posts are visible.",
    "sustaining/desk/timeline.py:school_timeline": BELOW + "who did what is visible, by name or by link.",
    "sustaining/desk/timeline.py:support_entries": BELOW + "names of the Specialists of visible assignments.",
    "sustaining/desk/todos.py:failed_emails": (
        "Hubs get visible emails, and that one about an account of their people failed."
    ),
    # outbox
    "sustaining/outbox/bounces.py:record_tracking_event": "The mail provider reports: a signed request without a person.",
    "sustaining/outbox/links.py:by_link.act_by_link": DELIVERY + "the link that acts, locked.",
    "sustaining/outbox/links.py:end_links": INSIDE + "links to the thing that it writes.",
    "sustaining/outbox/links.py:end_links_of_email": INSIDE + "links of the email that it sets aside.",
    "sustaining/outbox/links.py:end_older": DELIVERY + "earlier links to the same thing for the same recipient.",
    "sustaining/outbox/links.py:find_link": DELIVERY + "the link whose token was given, found by its hash.",
    "sustaining/outbox/links.py:mint": DELIVERY + "the links of the email that goes.",
    "sustaining/outbox/links.py:open_link": DELIVERY + "the link that was opened.",
    "sustaining/outbox/links.py:system_user": "The site's own account, by which links act.",
    "sustaining/desk/weekly_summary.py:weekly_summaries": DELIVERY + "who asked for the weekly summary.",
    "sustaining/desk/weekly_summary.py:is_still_theirs": DELIVERY + "whether its reader still has a role.",
    "sustaining/outbox/recipients.py:written_at": "Who is emailed by what the person has just done, named to them.",
    "sustaining/outbox/optional.py:wants_summary": DELIVERY + "whether its reader asked for the summary.",
    "sustaining/outbox/optional.py:preference_for": DELIVERY + "what its reader wants to be told.",
    "sustaining/outbox/optional.py:get_preferences": DELIVERY + "what they want to be told.",
    "sustaining/outbox/parts.py:reader_is_active": DELIVERY + "whether the account is active.",
    # reports
    "sustaining/desk/board_colours.py:latest_colours": "Aims of plans that are visible.",
    "sustaining/reports/figures.py:_rows_of_plans": COUNTED + "their plans and aims.",
    "sustaining/reports/figures.py:_rows_of_taking_part": COUNTED + "their Advocates.",
    "sustaining/reports/figures.py:_rows_of_money": "Claims on grants that are visible, added up.",
    "sustaining/reports/statement.py:_held": "Sessions of visible participations: their days, and counts of those listed.",
    "sustaining/reports/outcomes.py:handed_in": COUNTED
    + "their evaluations; texts are hidden from those who may not read.",
    "sustaining/reports/tables.py:participation": COUNTED + "the names of their Advocates in the year.",
    **dict.fromkeys(
        [
            "sustaining/reports/return_rows.py:_add_marks",
            "sustaining/reports/return_rows.py:_add_meetings",
            "sustaining/reports/return_rows.py:_read_posts",
            "sustaining/reports/return_rows.py:_school_rows",
        ],
        INSIDE + "of the years that its taker sees.",
    ),
    **dict.fromkeys(
        [
            "sustaining/reports/quality.py:QualityScope.posts",
            "sustaining/reports/quality.py:missing_contacts",
            "sustaining/reports/quality.py:bounced_emails",
            "sustaining/reports/quality_sums.py:_advocates",
            "sustaining/reports/quality_sums.py:_members",
            "sustaining/reports/quality_sums.py:_figures",
            "sustaining/reports/quality_sums.py:ledger",
            "sustaining/reports/quality_sums.py:registers",
        ],
        BELOW + "the years that the reader runs as hub staff (`QualityScope.participations`).",
    ),
    "sustaining/reports/return_columns.py:get_columns": "Columns of a file, the same for everyone: no school, no person.",
    "sustaining/reports/programme_returns.py:previous_return": BELOW + "a return; the one before of the same hub.",
    "sustaining/reports/tables.py:plans": COUNTED + "their plans.",
    "sustaining/reports/figures.py:_rows_of_marks": (
        "Marks of participations that are visible, whichever hub's group it was."
    ),
    "sustaining/reports/impact.py:school_report_context": "Marks of participations that are visible, counted.",
    "sustaining/reports/tables.py:attendance": (
        "Marks of participations that are visible, whichever hub's group it was."
    ),
    # workgroups
    "sustaining/workgroups/chasers.py:nobody_replied": CHASED,
    "sustaining/workgroups/endings.py:MembershipEnds.find": BELOW
    + "a participation whose hub lead withdraws or reinstates it.",
    "sustaining/workgroups/endings.py:MembershipEnds.restorations": BELOW
    + "a participation whose hub lead withdraws or reinstates it.",
    "sustaining/workgroups/endings.py:MembershipEnds.readers": BELOW
    + "a participation whose hub lead withdraws or reinstates it.",
    "sustaining/workgroups/handover.py:groups_led": LEAVING,
    "sustaining/workgroups/handover.py:pass_groups": INSIDE + "meetings and invitations of the groups that pass on.",
    "sustaining/workgroups/links.py:_is_invited": DELIVERY + "whether they are still invited.",
    "sustaining/workgroups/moved_mail.py:keep_holds": INSIDE + "the holds of the meeting that moved.",
    "sustaining/workgroups/moved_mail.py:keep_sent": INSIDE + "the emails of the meeting that moved.",
    "sustaining/workgroups/corrections.py:_mark_corrections": BELOW
    + "the register of a meeting, for those who keep it.",
    "sustaining/workgroups/feeds.py:meetings": OWN + "invitations, groups that they lead, and their hub's groups.",
    "sustaining/workgroups/scheduled_mail.py:_after": BELOW + "the meeting's register, for those who steer its emails.",
    "sustaining/workgroups/scheduled_mail.py:scheduled_emails": BELOW
    + "the meeting's invitations and emails, for those who steer them.",
    "sustaining/workgroups/notices.py:get_unsent_cancellations": INSIDE + "emails about the meeting that is restored.",
    "sustaining/workgroups/notices.py:_notify": INSIDE + "the invitation that was told.",
    "sustaining/workgroups/release_occasions.py:meetings_attended": BELOW
    + "a participation's own marks, for its claims.",
    "sustaining/workgroups/handover.py:open_invitations": BELOW
    + "an Advocate's post that is being ended; the page is its hub's.",
    "sustaining/workgroups/schedules.py:get_schedules": BELOW + "what the hubs have set.",
    "sustaining/workgroups/selectors.py:_invitations": BELOW
    + "the meeting's invitations; a group's people see who comes.",
    "sustaining/workgroups/selectors.py:_sent_rounds": BELOW + "emails about the meeting, for those who steer them.",
    "sustaining/workgroups/selectors.py:invitation_by": PUBLIC + "the invitation that the link was made for.",
    "sustaining/workgroups/selectors.py:calendar_context": OWN + "the link of one's own calendar.",
    "sustaining/workgroups/selectors.py:meeting_context": BELOW + "the meeting's register; a group's people see it.",
    "sustaining/workgroups/selectors.py:register_lines": BELOW + "the meeting's register, for those who keep it.",
    "sustaining/workgroups/selectors.py:participations_for_colleagues": (
        "The group's members on the day, for those who keep the register."
    ),
    "sustaining/workgroups/next_meeting.py:next_meeting": OWN + "invitations that their posts still give.",
    "sustaining/workgroups/todos.py:unanswered_invitations": OWN + "invitations that their posts still give.",
    "sustaining/workgroups/todos.py:emails_in_trouble": "Whether there is any at all; the finder reads what is visible.",
    "sustaining/casework/todos.py:steps_in_use": "Whether there is any at all for visible hubs, or of the programme.",
    "sustaining/workgroups/wording.py:hub_wording": BELOW + "what the hub has worded, for the email being written.",
    "sustaining/workgroups/wording.py:own_wordings": BELOW + "what the hub has worded.",
}
