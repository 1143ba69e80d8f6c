"""The agency's pages about surveys and responses; tally, letters and publication are in reports."""

from django.urls import path

from surveys.views.agency import (
    additions,
    advice,
    board,
    closing,
    extensions,
    files,
    follow_ups,
    journal,
    mails,
    moves,
    notes,
    opening,
    responses,
    sampling,
    start,
)

RESPONSE = "tilsyn/<slug:survey>/besvarelser/<str:code>/"

urlpatterns = [
    path("tilsyn/", start.agency_start, name="agency_start"),
    path("tilsyn/<slug:survey>/", board.board, name="board"),
    path("tilsyn/<slug:survey>/luk/", closing.close, name="close"),
    path("tilsyn/<slug:survey>/genaabn/", closing.reopen, name="reopen"),
    path("tilsyn/<slug:survey>/journalnumre/", journal.journal_numbers, name="journal_numbers"),
    path("tilsyn/<slug:survey>/raad/", advice.advice, name="advice"),
    path("tilsyn/<slug:survey>/raad/udgaver/<int:number>/", advice.advice_version, name="advice_version"),
    path("tilsyn/<slug:survey>/raad/udgaver/<int:number>/aendringer/", advice.advice_changes, name="advice_changes"),
    path("tilsyn/<slug:survey>/raad/<slug:area>/", advice.edit_area_advice, name="edit_advice"),
    path("tilsyn/<slug:survey>/mails/", mails.mails, name="mails"),
    path("tilsyn/<slug:survey>/mails/send/", mails.send_mails_again, name="send_mails_again"),
    path("tilsyn/<slug:survey>/mails/<int:mail>/send/", mails.send_mail_again, name="send_mail_again"),
    path("tilsyn/<slug:survey>/mails/tekster/", mails.mail_texts, name="mail_texts"),
    path("tilsyn/<slug:survey>/mails/tekster/<slug:kind>/", mails.mail_text, name="mail_text"),
    path("tilsyn/<slug:survey>/udvaelg/", sampling.choose, name="choose_sample"),
    path("tilsyn/<slug:survey>/udvaelg/<slug:way>/", sampling.choose_by, name="choose_sample_by"),
    path("tilsyn/<slug:survey>/udvaelgelse/", sampling.sample, name="sample"),
    path("tilsyn/<slug:survey>/aabn/", opening.open_page, name="open"),
    path("tilsyn/<slug:survey>/kommuner/tilfoej/", additions.add, name="add_municipalities"),
    path(RESPONSE, responses.response, name="response"),
    path(f"{RESPONSE}journalnummer/", responses.journal_number, name="journal_number"),
    path(f"{RESPONSE}frist/", extensions.decide, name="decide_extension"),
    path(f"{RESPONSE}opfoelgning/ny/<slug:question>/", follow_ups.start, name="open_follow_up"),
    path(f"{RESPONSE}opfoelgning/<int:number>/", follow_ups.follow_up, name="agency_follow_up"),
    path(f"{RESPONSE}opfoelgning/<int:number>/afslut/", follow_ups.close, name="close_follow_up"),
    path(f"{RESPONSE}opfoelgning/filer/<int:pk>/", follow_ups.file, name="agency_follow_up_file"),
    path(f"{RESPONSE}filer/<int:pk>/", files.submitted_file, name="submitted_file"),
    path(f"{RESPONSE}noter/", notes.notes, name="notes"),
    path(f"{RESPONSE}noter/<int:pk>/overstreg/", notes.strike, name="strike_note"),
    path(f"{RESPONSE}godkend/", moves.accept_response, name="accept_response"),
    path(f"{RESPONSE}returner/", moves.return_response, name="return_response"),
    path(f"{RESPONSE}udtag/", moves.withdraw_response, name="withdraw_response"),
]
