"""The table: every address, how it is asked for, and who gets in. A refusal follows from where the address lies."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.access.world import EVERYONE, MEMBERS, STAFF, TOKEN, Place, World

READERS = ("case_handler", "manager", "auditor")
HANDLERS = ("case_handler", "manager")
MANAGER = ("manager",)
ADMINISTRATOR = ("administrator",)
LEAD = ("lead",)
APPROVER = ("approver",)
ANSWERERS = ("lead", "contributor")
SIGNED_IN = tuple(name for name in EVERYONE if name != "anonymous")


@dataclass(frozen=True)
class Page:
    """`kwargs` takes the world and the place asked about, so that another municipality's can be tried;
    `data` is what is posted where the page has several buttons."""

    name: str
    allowed: tuple[str, ...]
    method: str = "get"
    kwargs: Callable[[World, Place], dict] = lambda world, place: {}
    data: tuple[tuple[str, str], ...] = ()

    @property
    def is_public(self) -> bool:
        return self.allowed == EVERYONE

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.name}"


def own(**more: Callable) -> Callable[[World, Place], dict]:
    """Below /kommuner/<slug>/."""
    return lambda world, place: {
        "municipality": place.municipality.slug,
        **{name: find(world, place) for name, find in more.items()},
    }


def survey(world: World, place: Place) -> str:
    return world.survey.slug


def draft(world: World, place: Place) -> str:
    return world.draft.slug


def code(world: World, place: Place) -> str:
    return place.municipality.code


def fixed(value: object) -> Callable:
    return lambda world, place: value


def kwargs(**more: Callable) -> Callable[[World, Place], dict]:
    return lambda world, place: {name: find(world, place) for name, find in more.items()}


def membership(world: World, place: Place) -> int:
    return place.membership.pk


def invitation(world: World, place: Place) -> int:
    return place.invitation.pk


def domain(world: World, place: Place) -> int:
    return place.domain.pk


def measurement(world: World, place: Place) -> int:
    return place.measurement.pk


def letter(world: World, place: Place) -> int:
    return place.letter.number


def formal(world: World, place: Place) -> int:
    return place.formal.number


def evidence(world: World, place: Place) -> int:
    return place.evidence.pk


def follow_up(world: World, place: Place) -> int:
    return place.follow_up.number


def reply_file(world: World, place: Place) -> int:
    return place.reply_file.pk


def job(world: World, place: Place) -> int:
    return world.job.pk


def mail(world: World, place: Place) -> int:
    return place.response.mails.first().pk


def provider(world: World, place: Place) -> int:
    return world.provider.pk


def note(world: World, place: Place) -> int:
    return place.response.notes.first().pk


def auditor(world: World, place: Place) -> int:
    return world.people["auditor"].pk


def conflict(world: World, place: Place) -> int:
    return world.conflict.pk


def substitution(world: World, place: Place) -> int:
    return world.substitution.pk


def staff_invitation(world: World, place: Place) -> int:
    return world.staff_invitation.pk


OF_CODE, OF_SURVEY, OF_RESPONSE = kwargs(code=code), kwargs(survey=survey), kwargs(survey=survey, code=code)
OF_DRAFT = kwargs(survey=draft)
OF_REQUEST = kwargs(survey=survey, code=code, number=fixed(2))
OF_KIND = kwargs(survey=survey, kind=fixed("reminder"))
OF_ASKED = kwargs(survey=survey, question=fixed("dpia-headline"))
OF_JOB, NUMBERED = kwargs(survey=survey, job=job), kwargs(survey=survey, number=fixed(1))
OF_ANSWER = kwargs(survey=survey, code=code, question=fixed("dane-headline"))
OF_FOLLOW_UP = kwargs(survey=survey, code=code, number=follow_up)
OF_MEASUREMENT = kwargs(survey=survey, code=code, pk=measurement)

PUBLIC = (
    Page("front", EVERYONE),
    Page("accessibility", EVERYONE),
    Page("privacy", EVERYONE),
    Page("account_login", EVERYONE),
    Page("account_logout", EVERYONE),
    Page("account_inactive", EVERYONE),
    Page("account_reset_password", EVERYONE),
    Page("account_reset_password_done", EVERYONE),
    Page("account_reset_password_from_key", EVERYONE, kwargs=kwargs(uidb36=fixed("1"), key=fixed("a-b"))),
    Page("account_reset_password_from_key_done", EVERYONE),
    Page("session_time", EVERYONE),
    Page("resume", EVERYONE, "post"),
    Page("accept_invitation", EVERYONE, kwargs=kwargs(token=fixed(TOKEN))),
    Page("reports:results", EVERYONE, kwargs=OF_SURVEY),
    Page("reports:results_pdf", EVERYONE, kwargs=OF_SURVEY),
    Page("reports:results_csv", EVERYONE, kwargs=OF_SURVEY),
    Page("reports:results_json", EVERYONE, kwargs=OF_SURVEY),
    Page("reports:results_number", EVERYONE, kwargs=NUMBERED),
    Page("reports:results_number_pdf", EVERYONE, kwargs=NUMBERED),
    Page("reports:results_number_csv", EVERYONE, kwargs=NUMBERED),
    Page("reports:results_number_json", EVERYONE, kwargs=NUMBERED),
    Page("reports:verify_letter", EVERYONE),
)
ACCOUNT = (
    Page("profile", SIGNED_IN),
    Page("stay", SIGNED_IN, "post"),
    Page("account_reauthenticate", SIGNED_IN),
    Page("account_change_password", SIGNED_IN),
    Page("account_set_password", SIGNED_IN),
)
MUNICIPAL = (
    Page("surveys:home", MEMBERS, kwargs=own()),
    Page("surveys:overview", MEMBERS, kwargs=own(survey=survey)),
    Page("surveys:submit", MEMBERS, kwargs=own(survey=survey)),
    Page("surveys:submit", LEAD, "post", own(survey=survey), (("submit", "1"),)),
    Page("surveys:receipt", MEMBERS, kwargs=own(survey=survey)),
    Page("surveys:presence", MEMBERS, kwargs=own(survey=survey)),
    Page("surveys:presence", ANSWERERS, "post", own(survey=survey), (("question", "dpia-headline"),)),
    Page("surveys:assign", LEAD, kwargs=own(survey=survey)),
    Page("surveys:assign", LEAD, "post", own(survey=survey)),
    Page("surveys:answers", MEMBERS, kwargs=own(survey=survey)),
    Page("surveys:area", MEMBERS, kwargs=own(survey=survey, area=fixed("dpia"))),
    Page("surveys:area", ANSWERERS, "post", own(survey=survey, area=fixed("dpia"))),
    Page("surveys:area", MEMBERS, kwargs=own(survey=survey, area=fixed("dane"))),
    Page("surveys:measuring", MEMBERS, kwargs=own(survey=survey)),
    # The contributor of the table was given another area.
    Page("surveys:measuring", ("lead", "approver"), "post", own(survey=survey)),
    Page("surveys:measurements", MEMBERS, kwargs=own()),
    Page("surveys:measurement", MEMBERS, kwargs=own(pk=measurement)),
    Page("surveys:measurement_data", MEMBERS, kwargs=own(pk=measurement)),
    Page("surveys:history", MEMBERS, kwargs=own(survey=survey, area=fixed("dpia"), question=fixed("dpia-headline"))),
    Page(
        "surveys:save_answer",
        ANSWERERS,
        "post",
        own(survey=survey, area=fixed("dpia"), question=fixed("dpia-headline")),
    ),
    Page("surveys:extension", MEMBERS, kwargs=own(survey=survey)),
    Page("surveys:extension", ("lead", "approver"), "post", own(survey=survey)),
    Page("surveys:follow_ups", MEMBERS, kwargs=own(survey=survey)),
    Page("surveys:follow_up", MEMBERS, kwargs=own(survey=survey, number=follow_up)),
    Page(
        "surveys:follow_up",
        ("lead", "approver", "contributor"),
        "post",
        own(survey=survey, number=follow_up),
        (("send", "1"),),
    ),
    Page("surveys:correct_answer", LEAD, kwargs=own(survey=survey, number=follow_up)),
    Page("surveys:correct_answer", LEAD, "post", own(survey=survey, number=follow_up)),
    Page("surveys:follow_up_file", MEMBERS, kwargs=own(survey=survey, pk=reply_file)),
    Page("surveys:workbook", MEMBERS, kwargs=own(survey=survey)),
    Page("surveys:workbook", ANSWERERS, "post", own(survey=survey)),
    Page("surveys:workbook_file", MEMBERS, kwargs=own(survey=survey)),
    Page("surveys:save_workbook", MEMBERS, kwargs=own(survey=survey)),
    Page("surveys:save_workbook", ANSWERERS, "post", own(survey=survey), (("confirm", "1"),)),
    Page("surveys:evidence", MEMBERS, kwargs=own(survey=survey, area=fixed("dpia"), question=fixed("dpia-headline"))),
    Page(
        "surveys:evidence",
        ANSWERERS,
        "post",
        own(survey=survey, area=fixed("dpia"), question=fixed("dpia-headline")),
    ),
    Page("surveys:evidence_file", MEMBERS, kwargs=own(survey=survey, pk=evidence)),
    Page("reports:blank_questionnaire", MEMBERS, kwargs=own(survey=survey)),
    Page("reports:answers_pdf", MEMBERS, kwargs=own(survey=survey)),
    Page("reports:receipt_pdf", MEMBERS, kwargs=own(survey=survey)),
    Page("reports:municipal_letters", MEMBERS, kwargs=own(survey=survey)),
    Page("reports:letter_pdf", MEMBERS, kwargs=own(survey=survey, number=letter)),
    Page("reports:own_formal_letter_pdf", MEMBERS, kwargs=own(survey=survey, number=formal)),
    Page("municipalities:people", MEMBERS, kwargs=own()),
    Page("municipalities:invite_colleague", LEAD, kwargs=own()),
    Page("municipalities:colleague", LEAD, kwargs=own(pk=membership)),
    Page("municipalities:end_colleague", LEAD, "post", own(pk=membership)),
    Page("municipalities:resend_colleague_invitation", LEAD, "post", own(pk=invitation)),
    Page("municipalities:withdraw_colleague_invitation", LEAD, "post", own(pk=invitation)),
)
AGENCY = (
    Page("surveys:agency_start", STAFF),
    Page("surveys:worklist", HANDLERS),
    Page("surveys:assign_cases", HANDLERS),
    Page("surveys:assign_cases", HANDLERS, "post"),
    Page("surveys:substitutions", HANDLERS),
    Page("surveys:substitutions", HANDLERS, "post"),
    Page("surveys:end_substitution", HANDLERS, "post", kwargs(pk=substitution)),
    Page("surveys:conflicts", READERS),
    Page("surveys:conflicts", READERS, "post"),
    Page("surveys:end_conflict", MANAGER, kwargs=kwargs(pk=conflict)),
    Page("surveys:end_conflict", MANAGER, "post", kwargs(pk=conflict)),
    Page("surveys:provider_advice", READERS),
    Page("surveys:add_provider_advice", MANAGER),
    Page("surveys:add_provider_advice", MANAGER, "post"),
    Page("surveys:edit_provider_advice", MANAGER, kwargs=kwargs(pk=provider)),
    Page("surveys:edit_provider_advice", MANAGER, "post", kwargs(pk=provider)),
    Page("surveys:remove_provider_advice", MANAGER, kwargs=kwargs(pk=provider)),
    Page("surveys:remove_provider_advice", MANAGER, "post", kwargs(pk=provider)),
    Page("surveys:board", READERS, kwargs=OF_SURVEY),
    Page("surveys:dane_differences", READERS, kwargs=OF_SURVEY),
    Page("surveys:close", MANAGER, kwargs=OF_SURVEY),
    Page("surveys:close", MANAGER, "post", OF_SURVEY),
    Page("surveys:reopen", MANAGER, kwargs=OF_SURVEY),
    Page("surveys:reopen", MANAGER, "post", OF_SURVEY),
    Page("surveys:sample", READERS, kwargs=OF_SURVEY),
    Page("surveys:sample", READERS, kwargs=OF_DRAFT),
    Page("surveys:choose_sample", MANAGER, kwargs=OF_DRAFT),
    *(
        Page("surveys:choose_sample_by", MANAGER, kwargs=kwargs(survey=draft, way=fixed(way)))
        for way in ("alle", "liste", "udtraek")
    ),
    Page("surveys:choose_sample_by", MANAGER, "post", kwargs(survey=draft, way=fixed("alle")), (("confirm", "1"),)),
    Page("surveys:open", MANAGER, kwargs=OF_DRAFT),
    Page("surveys:open", MANAGER, "post", OF_DRAFT, (("confirm", "1"),)),
    Page("surveys:add_municipalities", MANAGER, kwargs=OF_SURVEY),
    Page("surveys:add_municipalities", MANAGER, "post", OF_SURVEY, (("confirm", "1"),)),
    Page("reports:archive", MANAGER, kwargs=OF_SURVEY),
    Page("reports:archive", MANAGER, "post", OF_SURVEY),
    Page("reports:sample_pdf", READERS, kwargs=OF_DRAFT),
    Page("surveys:journal_numbers", HANDLERS, kwargs=OF_SURVEY),
    Page("surveys:journal_numbers", HANDLERS, "post", OF_SURVEY),
    Page("surveys:advice", READERS, kwargs=OF_SURVEY),
    Page("surveys:advice_version", READERS, kwargs=NUMBERED),
    Page("surveys:advice_changes", READERS, kwargs=NUMBERED),
    Page("surveys:edit_advice", MANAGER, kwargs=kwargs(survey=survey, area=fixed("dpia"))),
    Page("surveys:edit_advice", MANAGER, "post", kwargs(survey=survey, area=fixed("dpia"))),
    Page("surveys:preview", READERS, kwargs=OF_SURVEY),
    Page("surveys:preview_area", READERS, kwargs=kwargs(survey=survey, area=fixed("dpia"))),
    Page("reports:preview_blank", READERS, kwargs=OF_SURVEY),
    Page("surveys:errata", READERS, kwargs=OF_SURVEY),
    Page("surveys:erratum", READERS, kwargs=OF_ASKED),
    Page("surveys:erratum", MANAGER, "post", OF_ASKED),
    Page("surveys:withdraw_erratum", MANAGER, kwargs=OF_ASKED),
    Page("surveys:withdraw_erratum", MANAGER, "post", OF_ASKED),
    Page("surveys:mails", READERS, kwargs=OF_SURVEY),
    Page("surveys:send_mails_again", HANDLERS, "post", OF_SURVEY),
    Page("surveys:send_mail_again", HANDLERS, "post", kwargs(survey=survey, mail=mail)),
    Page("surveys:mail_texts", READERS, kwargs=OF_SURVEY),
    Page("surveys:mail_texts", MANAGER, "post", OF_SURVEY),
    Page("surveys:mail_text", MANAGER, kwargs=kwargs(survey=survey, kind=fixed("reminder"))),
    Page("surveys:mail_text", MANAGER, "post", kwargs(survey=survey, kind=fixed("reminder"))),
    Page("surveys:response", READERS, kwargs=OF_RESPONSE),
    Page("surveys:submitted_file", READERS, kwargs=kwargs(survey=survey, code=code, pk=evidence)),
    Page("surveys:journal_number", HANDLERS, "post", OF_RESPONSE),
    Page("surveys:decide_extension", HANDLERS, kwargs=OF_RESPONSE),
    Page("surveys:decide_extension", HANDLERS, "post", OF_RESPONSE),
    Page("surveys:agency_measurement", READERS, kwargs=OF_MEASUREMENT),
    Page("surveys:agency_measurement_data", READERS, kwargs=OF_MEASUREMENT),
    Page("surveys:notes", READERS, kwargs=OF_RESPONSE),
    Page("surveys:notes", HANDLERS, "post", OF_RESPONSE),
    Page("surveys:strike_note", HANDLERS, kwargs=kwargs(survey=survey, code=code, pk=note)),
    Page("surveys:strike_note", HANDLERS, "post", kwargs(survey=survey, code=code, pk=note)),
    Page("surveys:open_follow_up", HANDLERS, kwargs=OF_ANSWER),
    Page("surveys:open_follow_up", HANDLERS, "post", OF_ANSWER),
    Page("surveys:agency_follow_up", READERS, kwargs=OF_FOLLOW_UP),
    Page("surveys:agency_follow_up", HANDLERS, "post", OF_FOLLOW_UP),
    Page("surveys:close_follow_up", HANDLERS, kwargs=OF_FOLLOW_UP),
    Page("surveys:close_follow_up", HANDLERS, "post", OF_FOLLOW_UP),
    Page("surveys:agency_follow_up_file", READERS, kwargs=kwargs(survey=survey, code=code, pk=reply_file)),
    Page("surveys:accept_response", HANDLERS, "post", OF_RESPONSE),
    Page("surveys:return_response", HANDLERS, "post", OF_RESPONSE),
    Page("surveys:withdraw_response", HANDLERS, "post", OF_RESPONSE),
    Page("reports:tally", READERS, kwargs=OF_SURVEY),
    Page("reports:tally_csv", READERS, kwargs=OF_SURVEY),
    Page("reports:tally_question", READERS, kwargs=kwargs(survey=survey, question=fixed("dpia-headline"))),
    Page("reports:letters", READERS, kwargs=OF_SURVEY),
    Page("reports:draft_letters", HANDLERS, "post", OF_SURVEY),
    Page("reports:approve_letters", MANAGER, "post", OF_SURVEY),
    Page("reports:letter", READERS, kwargs=OF_RESPONSE),
    Page("reports:letter", HANDLERS, "post", OF_RESPONSE),
    Page("reports:issue_letters", MANAGER, "post", OF_SURVEY),
    Page("reports:handover", HANDLERS, kwargs=OF_SURVEY),
    Page("reports:collect_letters", HANDLERS, "post", OF_SURVEY),
    Page("reports:letter_job", READERS, kwargs=OF_JOB),
    Page("reports:cancel_letter_job", HANDLERS, "post", OF_JOB),
    Page("reports:resume_letter_job", HANDLERS, "post", OF_JOB),
    Page("reports:retry_letter_job", HANDLERS, "post", OF_JOB),
    Page("reports:letter_job_zip", READERS, kwargs=OF_JOB),
    Page("reports:letter_draft", READERS, kwargs=OF_RESPONSE),
    Page("reports:agency_letter_pdf", READERS, kwargs=kwargs(survey=survey, code=code, number=letter)),
    Page("reports:timeline", READERS, kwargs=OF_RESPONSE),
    Page("reports:timeline_pdf", READERS, kwargs=OF_RESPONSE),
    Page("reports:document_requests", READERS, kwargs=OF_RESPONSE),
    Page("reports:document_requests", HANDLERS, "post", OF_RESPONSE),
    Page("reports:document_request", READERS, kwargs=OF_REQUEST),
    Page("reports:document_request", HANDLERS, "post", OF_REQUEST),
    Page("reports:document_request_preview", READERS, kwargs=OF_REQUEST),
    Page("reports:document_request_draft", READERS, kwargs=OF_REQUEST),
    Page("reports:document_request_pdf", READERS, kwargs=kwargs(survey=survey, code=code, number=fixed(1))),
    Page("reports:decide_document_request", HANDLERS, "post", OF_REQUEST),
    Page("reports:formal_letters", READERS, kwargs=OF_SURVEY),
    Page("reports:formal_letter_pdf", READERS, kwargs=kwargs(survey=survey, code=code, number=formal)),
    Page("reports:retry_formal_letters", HANDLERS, "post", OF_SURVEY),
    Page("reports:formal_reminders", MANAGER, kwargs=OF_SURVEY),
    Page("reports:formal_reminders", MANAGER, "post", OF_SURVEY, (("bekraeft", "1"),)),
    Page("reports:formal_texts", READERS, kwargs=OF_SURVEY),
    Page("reports:formal_text", MANAGER, kwargs=OF_KIND),
    Page("reports:formal_text", MANAGER, "post", OF_KIND),
    Page("reports:mark_formal_text", MANAGER, "post", OF_KIND),
    Page("reports:formal_text_pdf", READERS, kwargs=OF_KIND),
    Page("reports:report_pdf", READERS, kwargs=OF_SURVEY),
    Page("reports:publish", READERS, kwargs=OF_SURVEY),
    Page("reports:publish", MANAGER, "post", OF_SURVEY),
    Page("municipalities:register", STAFF),
    Page("municipalities:municipality", STAFF, kwargs=OF_CODE),
    Page("municipalities:invite_member", ADMINISTRATOR, kwargs=OF_CODE),
    Page("municipalities:membership", ADMINISTRATOR, kwargs=kwargs(code=code, pk=membership)),
    Page("municipalities:end_membership", ADMINISTRATOR, "post", kwargs(code=code, pk=membership)),
    Page("municipalities:resend_invitation", ADMINISTRATOR, "post", kwargs(code=code, pk=invitation)),
    Page("municipalities:withdraw_invitation", ADMINISTRATOR, "post", kwargs(code=code, pk=invitation)),
    Page("municipalities:approve_invitation", ADMINISTRATOR, "post", kwargs(code=code, pk=invitation)),
    Page("municipalities:approve_domain", ADMINISTRATOR, "post", kwargs(code=code, pk=domain)),
    Page("municipalities:remove_domain", ADMINISTRATOR, "post", kwargs(code=code, pk=domain)),
    Page("municipalities:staff", STAFF),
    Page("municipalities:invite_staff", ADMINISTRATOR),
    Page("municipalities:remove_staff_role", ADMINISTRATOR, "post", kwargs(pk=auditor, role=fixed("auditor"))),
    Page("municipalities:resend_staff_invitation", ADMINISTRATOR, "post", kwargs(pk=staff_invitation)),
    Page("municipalities:withdraw_staff_invitation", ADMINISTRATOR, "post", kwargs(pk=staff_invitation)),
)
OF_AREA = kwargs(survey=draft, area=fixed("dpia"))
OF_QUESTION = kwargs(survey=draft, question=fixed("dpia-2"))
PREPARING = (
    Page("surveys:new_survey", MANAGER),
    Page("surveys:new_survey", MANAGER, "post"),
    Page("surveys:differences", READERS, kwargs=OF_DRAFT),
    Page("surveys:differences", READERS, kwargs=OF_SURVEY),
    Page("surveys:edit_survey", MANAGER, kwargs=OF_DRAFT),
    Page("surveys:edit_survey", MANAGER, "post", OF_DRAFT),
    Page("surveys:reload_questions", MANAGER, kwargs=OF_DRAFT),
    Page("surveys:reload_questions", MANAGER, "post", OF_DRAFT),
    Page("surveys:delete_survey", MANAGER, kwargs=OF_DRAFT),
    Page("surveys:delete_survey", MANAGER, "post", OF_DRAFT),
    Page("surveys:edit_area", MANAGER, kwargs=OF_AREA),
    Page("surveys:edit_area", MANAGER, "post", OF_AREA),
    Page("surveys:move_area", MANAGER, "post", OF_AREA, (("flyt", "op"),)),
    Page("surveys:add_question", MANAGER, kwargs=OF_AREA),
    Page("surveys:add_question", MANAGER, "post", OF_AREA),
    Page("surveys:edit_question", MANAGER, kwargs=OF_QUESTION),
    Page("surveys:edit_question", MANAGER, "post", OF_QUESTION),
    Page("surveys:move_question", MANAGER, "post", OF_QUESTION, (("flyt", "op"),)),
    Page("surveys:delete_question", MANAGER, kwargs=OF_QUESTION),
    Page("surveys:delete_question", MANAGER, "post", OF_QUESTION),
    Page("surveys:questions", READERS, kwargs=OF_DRAFT),
    Page("surveys:questions", READERS, kwargs=OF_SURVEY),
)
AGENCY = (*AGENCY, *PREPARING)
PAGES = (*PUBLIC, *ACCOUNT, *MUNICIPAL, *AGENCY)
