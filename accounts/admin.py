"""The technical administration: people, clinics, teams and the access log. No patient's content is here.

A site of its own, not Django's: an app that registers itself with the default one stays outside.
"""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.models import AccessLog, CareTeam, Clinic, Membership, User

site = admin.AdminSite(name="admin")
site.site_header = site.site_title = "Technical administration"
# Django's own login knows no rate limits and no second factor.
site.login = secure_admin_login(site.login)  # type: ignore[method-assign]  # as allauth documents it


@admin.register(User, site=site)
class UserAdmin(admin.ModelAdmin):
    list_display = ("email", "name", "is_active", "is_staff")
    search_fields = ("email", "name")
    fields = ("email", "name", "language", "time_zone", "is_active", "is_staff", "is_superuser")

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        if not change:
            obj.set_unusable_password()  # an empty one would count as a password that the person has
        super().save_model(request, obj, form, change)


@admin.register(Membership, site=site)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ("user", "role", "clinic", "team", "starts_on", "ends_on")
    list_filter = ("role", "clinic")
    autocomplete_fields = ("user",)


@admin.register(AccessLog, site=site)
class AccessLogAdmin(admin.ModelAdmin):
    """To read, never to change. Patients appear by their id only."""

    list_display = ("at", "actor", "action", "what", "patient_id", "count")
    list_filter = ("action",)
    search_fields = ("patient_id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccessLog | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccessLog | None = None) -> bool:
        return False


site.register([Clinic, CareTeam])
