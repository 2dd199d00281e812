"""Django's own admin, as the officers' workplace."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, ClassVar, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from portal.desk import Provider, laid_out

# Django's own catalogue has no Chinese for these yet.
_HEADINGS = (
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
)

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class RuxueAdminSite(AdminSite):
    """The officers' workplace.  Signing in happens at the portal's own sign-in page.

    ``desk`` is filled by the apps: each entry adds its work to the landing page.
    """

    site_title = _("Ruxue administration")
    site_header = _("Ruxue administration")
    index_title = _("Needs me now")
    enable_nav_sidebar = True
    desk: ClassVar[list[Provider]] = []

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's addresses, without the one that finds any object's page by its number."""
        closed = path("r/<path:content_type_id>/<path:object_id>/", self.admin_view(_nowhere))
        return [closed, *super().get_urls()]

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002 - Django's
        """Strangers sign in; those who are signed in and not of the office are refused."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return cast(View, update_wrapper(guarded, inner))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The landing page: what needs this person now."""
        return super().index(request, {**(extra_context or {}), **laid_out(self.desk, request)})

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one sign-in, with its limits and its second factor: the portal's."""
        target = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
            target = reverse("admin:index")
        if request.user.is_authenticated:
            if not self.has_permission(request):
                raise PermissionDenied
            return redirect(target)
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Signing out is the portal's too."""
        return redirect("account_logout")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """And so is the password."""
        return redirect("account_change_password")


def _nowhere(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


class RuxueAdminConfig(AdminConfig):
    """Django's admin app with our site as the default one."""

    default_site = "portal.sites.RuxueAdminSite"
