from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Letters that acts of surveys cause."""
        # The models are not there before.
        from reports import demo
        from reports.services import formal_causes
        from surveys import signals

        signals.responses_made.connect(formal_causes.on_responses_made, dispatch_uid="opening letters")
        signals.extension_decided.connect(formal_causes.on_extension_decided, dispatch_uid="extension letters")
        signals.response_returned.connect(formal_causes.on_response_returned, dispatch_uid="return letters")
        signals.demo_built.connect(demo.on_demo_built, dispatch_uid="demo letters")
