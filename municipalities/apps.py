from django.apps import AppConfig


class MunicipalitiesConfig(AppConfig):
    name = "municipalities"

    def ready(self) -> None:
        """Accounts, roles and settings are logged with who did it; secrets and their hashes never are."""
        # Models, auditlog's own among them, can be imported only once all apps are loaded.
        from auditlog.registry import auditlog

        from municipalities.models import AgencyRole, Invitation, MailDomain, Membership, User

        auditlog.register(User, exclude_fields=["password", "last_login"])
        auditlog.register(Membership)
        auditlog.register(AgencyRole)
        auditlog.register(MailDomain)
        auditlog.register(Invitation, exclude_fields=["token_hash"])
