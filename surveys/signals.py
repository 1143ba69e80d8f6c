"""What happens in surveys that other apps act on. Sent in the transaction: a receiver that fails takes it all back."""

from django.dispatch import Signal

# A survey was opened, or municipalities were added to it; sent by add_municipalities() with survey, responses (made
# just now), by (a User or None), now, and tells (whether the municipalities are told).
responses_made = Signal()
