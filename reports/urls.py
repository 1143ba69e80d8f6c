from django.urls import path

from reports.views import (
    archiving,
    drafts,
    formal,
    formal_reminders,
    formal_texts,
    handover,
    jobs,
    letters,
    municipal,
    publication,
    requests,
    results,
    sample,
    tally,
    timeline,
    verifying,
)

app_name = "reports"
OWN = "kommuner/<slug:municipality>/<slug:survey>/"
AGENCY = "tilsyn/<slug:survey>/"
CASE = f"{AGENCY}besvarelser/<str:code>/"
REQUEST = f"{CASE}aktindsigt/<int:number>"
FORMAL = f"{AGENCY}breve/formelle/"
RESULTS = "resultater/<slug:survey>/"
NUMBERED = f"{RESULTS}<int:number>/"

urlpatterns = [
    path(f"{OWN}spoergeskema.pdf", municipal.blank_questionnaire, name="blank_questionnaire"),
    path(f"{OWN}svar.pdf", municipal.answers_pdf, name="answers_pdf"),
    path(f"{OWN}kvittering.pdf", municipal.receipt_pdf, name="receipt_pdf"),
    path(f"{OWN}breve/", municipal.municipal_letters, name="municipal_letters"),
    path(f"{OWN}breve/<int:number>.pdf", municipal.letter_pdf, name="letter_pdf"),
    path(f"{OWN}breve/formelle/<int:number>.pdf", municipal.own_formal_letter_pdf, name="own_formal_letter_pdf"),
    path(f"{AGENCY}opgoerelse/", tally.tally, name="tally"),
    path(f"{AGENCY}opgoerelse.csv", tally.tally_as_csv, name="tally_csv"),
    path(f"{AGENCY}opgoerelse/<slug:question>/", tally.tally_question, name="tally_question"),
    path(f"{AGENCY}breve/", letters.letters, name="letters"),
    path(f"{AGENCY}breve/udkast/", letters.draft_letters, name="draft_letters"),
    path(f"{AGENCY}breve/godkend/", letters.approve_letters, name="approve_letters"),
    path(f"{AGENCY}breve/udsend/", letters.issue_letters, name="issue_letters"),
    path(f"{AGENCY}breve/overlevering.zip", handover.handover, name="handover"),
    path(f"{AGENCY}breve/saml/", letters.collect_letters, name="collect_letters"),
    path(f"{AGENCY}breve/job/<int:job>/", jobs.letter_job, name="letter_job"),
    path(f"{AGENCY}breve/job/<int:job>/annuller/", jobs.cancel_letter_job, name="cancel_letter_job"),
    path(f"{AGENCY}breve/job/<int:job>/fortsaet/", jobs.resume_letter_job, name="resume_letter_job"),
    path(f"{AGENCY}breve/job/<int:job>/igen/", jobs.retry_letter_job, name="retry_letter_job"),
    path(f"{AGENCY}breve/job/<int:job>/breve.zip", jobs.letter_job_zip, name="letter_job_zip"),
    path(FORMAL, formal.formal_letters, name="formal_letters"),
    path(f"{FORMAL}paamind/", formal_reminders.formal_reminders, name="formal_reminders"),
    path(f"{FORMAL}igen/", formal.retry_formal_letters, name="retry_formal_letters"),
    path(f"{FORMAL}tekster/", formal_texts.formal_texts, name="formal_texts"),
    path(f"{FORMAL}tekster/<slug:kind>/", formal_texts.formal_text, name="formal_text"),
    path(f"{FORMAL}tekster/<slug:kind>/gennemgaaet/", formal_texts.mark_formal_text, name="mark_formal_text"),
    path(f"{FORMAL}tekster/<slug:kind>/eksempel.pdf", formal_texts.formal_text_pdf, name="formal_text_pdf"),
    path(f"{FORMAL}<str:code>/<int:number>.pdf", formal.formal_letter_pdf, name="formal_letter_pdf"),
    path(f"{AGENCY}breve/<str:code>/udkast/", drafts.letter, name="letter"),
    path(f"{AGENCY}breve/<str:code>/udkast.pdf", letters.letter_draft, name="letter_draft"),
    path(f"{AGENCY}breve/<str:code>/<int:number>.pdf", letters.agency_letter_pdf, name="agency_letter_pdf"),
    path(f"{CASE}forloeb/", timeline.timeline, name="timeline"),
    path(f"{CASE}forloeb.pdf", timeline.timeline_pdf, name="timeline_pdf"),
    path(f"{CASE}aktindsigt/", requests.document_requests, name="document_requests"),
    path(f"{REQUEST}/", requests.document_request, name="document_request"),
    path(f"{REQUEST}/udkast/", requests.document_request_preview, name="document_request_preview"),
    path(f"{REQUEST}/udkast.pdf", requests.document_request_draft, name="document_request_draft"),
    path(f"{REQUEST}/afgoer/", requests.decide_document_request, name="decide_document_request"),
    path(f"{REQUEST}.pdf", requests.document_request_pdf, name="document_request_pdf"),
    path(f"{AGENCY}udvaelgelse.pdf", sample.sample_pdf, name="sample_pdf"),
    path(f"{AGENCY}rapport.pdf", publication.report_pdf, name="report_pdf"),
    path(f"{AGENCY}arkiver/", archiving.archive, name="archive"),
    path(f"{AGENCY}offentliggoer/", publication.publish, name="publish"),
    path(RESULTS, results.results, name="results"),
    path(f"{RESULTS}rapport.pdf", results.results_pdf, name="results_pdf"),
    path(f"{RESULTS}data.csv", results.results_as_csv, name="results_csv"),
    path(f"{RESULTS}data.json", results.results_as_json, name="results_json"),
    path(NUMBERED, results.results, name="results_number"),
    path(f"{NUMBERED}rapport.pdf", results.results_pdf, name="results_number_pdf"),
    path(f"{NUMBERED}data.csv", results.results_as_csv, name="results_number_csv"),
    path(f"{NUMBERED}data.json", results.results_as_json, name="results_number_json"),
    path("breve/verificer/", verifying.verify_letter, name="verify_letter"),
]
