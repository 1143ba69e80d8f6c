"""What other apps may act on: sent in the transaction of the act, so that what they write stands or falls with it."""

from django.dispatch import Signal

# survey, responses (made just now), by (a User or None), now, tells: municipalities were asked, at opening or later.
responses_made = Signal()
# extension (with its response), by, now: a request for a later deadline was answered.
extension_decided = Signal()
# response, reason, by, now, tells: a response was sent back by the agency.
response_returned = Signal()
# now: the demo's surveys and responses are there.
demo_built = Signal()
