"""A page with one form: what most of the workbench's changes are made with."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.sites.ops.shell import DeskView
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.reason_form import ReasonForm


class FormPage(DeskView):
    """GET shows the form, POST saves and goes on; errors keep what was typed."""

    form_class: ClassVar[type[SiteForm]] = SiteForm
    title: ClassVar[str] = ""
    submit_label: ClassVar[str] = "保存"
    note: str = ""
    submit_kind: ClassVar[str] = "primary"
    done: ClassVar[str] = "已保存。"

    def load(self, **kwargs: Any) -> None:
        """Find what the form is about and keep it on the view. Raises Http404."""

    def crumbs(self) -> list[tuple[str, str | None]]:
        """The way here, the page itself aside."""
        return []

    def initial(self) -> dict[str, Any]:
        """What is saved now."""
        return {}

    def form_kwargs(self) -> dict[str, Any]:
        """What the form needs besides."""
        return {}

    def save(self, data: dict[str, Any]) -> str:
        """Call the service; where to go. Raises AppError."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.load(**kwargs)
        return self.show(self.form_class(initial=self.initial(), **self.form_kwargs()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.load(**kwargs)
        form = self.form_class(request.POST, **self.form_kwargs())
        if not form.is_valid():
            return self.show(form, 422)
        try:
            target = self.save(form.cleaned_data)
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.show(form, 422)
        except (NotFound, Forbidden):
            raise
        except (Refused, Conflict) as error:
            form.add_error(None, error.sentence)
            return self.show(form, error.http_status)
        messages.success(request, self.done)
        return HttpResponseRedirect(target)

    def show(self, form: SiteForm, status: int = 200) -> HttpResponse:
        crumbs = [*self.crumbs(), (self.title, None)]
        return self.page(
            "form",
            status,
            form=form,
            title=self.title,
            note=self.note,
            submit_label=self.submit_label,
            submit_kind=self.submit_kind,
            crumbs=crumbs,
            cancel_href=next((href for _, href in reversed(crumbs) if href), None),
        )


class StopPage(FormPage):
    """A page that asks why before something is stopped."""

    form_class = ReasonForm
    submit_kind = "danger"
    reason_label: ClassVar[str] = "停用原因"
    reason_help: ClassVar[str] = ""

    def form_kwargs(self) -> dict[str, Any]:
        return {"label": self.reason_label, "help_text": self.reason_help}
