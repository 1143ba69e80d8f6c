from municipalities.models.invitation import Invitation
from municipalities.models.municipality import MailDomain, Municipality, Region, RegionMembership
from municipalities.models.people import AgencyRole, Membership, User

__all__ = [
    "AgencyRole",
    "Invitation",
    "MailDomain",
    "Membership",
    "Municipality",
    "Region",
    "RegionMembership",
    "User",
]
