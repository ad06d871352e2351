"""People who sign in. Their roles in the programme are declared by the apps above."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils import timezone

from sustaining.common.folded import sort_key_column
from sustaining.common.people import Reader
from sustaining.common.typed_text import clean_email

SYSTEM_EMAIL = "system@sustaining.invalid"

# The account that takes over is locked, so that it is not merged away at the same moment.
MERGES_ARE_ONE_STEP = pgtrigger.Trigger(
    name="merges_are_one_step",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),
    condition=pgtrigger.Condition('NEW."merged_into_id" IS NOT NULL'),
    func=pgtrigger.Func(
        """
        PERFORM 1 FROM accounts_user u
            WHERE u.id = NEW.merged_into_id AND u.id <> NEW.id AND u.merged_into_id IS NULL FOR SHARE;
        IF NOT FOUND OR EXISTS (SELECT 1 FROM accounts_user u WHERE u.merged_into_id = NEW.id) THEN
            RAISE EXCEPTION 'An account is merged into one that is in use. Move the accounts merged into it first.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'merges_are_one_step';
        END IF;
        RETURN NEW;
        """
    ),
)


# Following the emailed link verifies the new address. Accounts that were only invited, or whose data was cleared, are
# exempt: nobody can be locked out of them.
EMAIL_IS_VERIFIED_FIRST = pgtrigger.Trigger(
    name="email_is_verified_first",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("email"),
    condition=pgtrigger.Condition('OLD."email" IS DISTINCT FROM NEW."email"'),
    func=pgtrigger.Func(
        """
        IF left(OLD.password, 1) <> '!' AND NEW.email NOT LIKE '%.invalid' AND NOT EXISTS (
            SELECT 1 FROM account_emailaddress a WHERE a.user_id = NEW.id AND a.email = NEW.email AND a.verified
        ) THEN
            RAISE EXCEPTION 'The new email address has to be verified first, by the link in an email to it.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'email_is_verified_first';
        END IF;
        RETURN NEW;
        """
    ),
)


# At commit, since following the link changes the address and its row one after the other. An account without any row was
# made on the command line, or before there were rows: its next sign-in makes one. `account_emailaddress` has the other
# half, in migration 0014.
EMAIL_STAYS_VERIFIED = pgtrigger.Trigger(
    name="email_stays_verified",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("email", "password"),
    timing=pgtrigger.Deferred,
    func=pgtrigger.Func(
        """
        IF EXISTS (SELECT 1 FROM account_emailaddress a WHERE a.user_id = NEW.id) AND EXISTS (
            SELECT 1 FROM accounts_user u WHERE u.id = NEW.id AND left(u.password, 1) <> '!' AND NOT EXISTS (
                SELECT 1 FROM account_emailaddress a WHERE a.user_id = u.id AND a.email = u.email AND a.verified
            )
        ) THEN
            RAISE EXCEPTION 'An account that can be signed in to has a verified email address of its own.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'email_stays_verified';
        END IF;
        RETURN NULL;
        """
    ),
)


# Two administrators who close each other's account at the same moment wait for each other.
AN_ADMINISTRATOR_STAYS = pgtrigger.Trigger(
    name="an_administrator_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("is_active", "is_staff", "is_superuser"),
    condition=pgtrigger.Condition(
        'OLD."is_active" AND OLD."is_staff" AND OLD."is_superuser"'
        ' AND NOT (NEW."is_active" AND NEW."is_staff" AND NEW."is_superuser")'
    ),
    func=pgtrigger.Func(
        """
        PERFORM pg_advisory_xact_lock(hashtext('an_administrator_stays'));
        IF NOT EXISTS (
            SELECT 1 FROM accounts_user u WHERE u.id <> NEW.id AND u.is_active AND u.is_staff AND u.is_superuser
        ) THEN
            RAISE EXCEPTION 'This is the last programme administrator. Make someone else a programme administrator first.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'an_administrator_stays';
        END IF;
        RETURN NEW;
        """
    ),
)


def log_role_change(
    name: str, *, user: str, detail: str, operation: Any, condition: str | None = None
) -> pgtrigger.Trigger:
    """Return a trigger that records every change of role in the log of security events.

    `user` and `detail` are SQL expressions over NEW.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        condition=pgtrigger.Condition(condition) if condition else None,
        func=pgtrigger.Func(
            f"""
            INSERT INTO accounts_securityevent (at, kind, user_id, email, user_agent, detail)
                SELECT now(), 'role_changed', u.id, u.email, '', left({detail}, 300) FROM accounts_user u WHERE u.id = {user};
            RETURN NULL;
            """
        ),
    )


ROLES_ARE_LOGGED = log_role_change(
    "roles_are_logged",
    user="NEW.id",
    detail="""concat_ws(', ', CASE WHEN NEW.is_superuser THEN 'programme administrator' END,
        CASE WHEN NEW.is_staff THEN 'Django admin' END, CASE WHEN NEW.is_active THEN 'active' ELSE 'closed' END)""",
    operation=pgtrigger.Update,
    condition=" OR ".join(
        f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in ("is_superuser", "is_staff", "is_active")
    ),
)


class UserQuerySet(models.QuerySet["User"]):
    """Reading people."""

    def visible_to(self, user: Reader) -> UserQuerySet:
        """Return everyone for programme administrators, else only `user`. A school's people are read with the school."""
        if user.is_active and user.is_superuser:
            return self.all()
        return self.filter(pk=user.pk)

    def administrators(self) -> UserQuerySet:
        """Filter the programme administrators who can sign in. The system user is none."""
        return self.filter(is_superuser=True, is_active=True)


class UserManager(BaseUserManager["User"]):
    """Creates people by email address. A person without a password has not accepted their invitation yet."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: Reader) -> UserQuerySet:
        """See UserQuerySet.visible_to."""
        return self.get_queryset().visible_to(user)

    def administrators(self) -> UserQuerySet:
        """See UserQuerySet.administrators."""
        return self.get_queryset().administrators()

    def get_by_natural_key(self, email: str | None) -> User:
        """Return the user with this address, ignoring case."""
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person, who may sign in once they have a password."""
        user = self.model(email=self.clean_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a programme administrator, who sees everything and may use Django admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def system(self) -> User:
        """Return the system user, who acts in scheduled tasks and cannot sign in."""
        user, _ = self.get_or_create(
            email=SYSTEM_EMAIL, defaults={"full_name": "Sustaining", "is_system": True, "password": "!"}
        )
        return user

    @staticmethod
    def clean_address(email: str) -> str:
        """Return the address as it is kept and compared. Raise ValueError, see `clean_email`."""
        return clean_email(email)


@pghistory.track(exclude=["password", "last_login", "sort_name"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person. `is_superuser` is the programme administrator of the design."""

    email = models.EmailField(
        "email address",
        max_length=254,
        unique=True,
        error_messages={"unique": "Someone with this email address already has an account."},
    )
    full_name = models.CharField(max_length=150)
    sort_name = sort_key_column("full_name")
    is_active = models.BooleanField(default=True, help_text="Clear this instead of deleting, so that records are kept.")
    is_staff = models.BooleanField("may open Django admin", default=False)
    is_system = models.BooleanField(default=False, editable=False)
    trn = models.CharField(
        "TRN",
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^\d{7}$", "TRN must be 7 digits.")],
        help_text="Teacher Reference Number, 7 digits. Only the person and the hub’s staff can see it.",
    )
    invited_at = models.DateTimeField(null=True, blank=True, editable=False)
    joined_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the invitation was accepted."
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        help_text="The account it was merged into.",
    )
    restricted_on = models.DateField(
        "use of data restricted on",
        null=True,
        blank=True,
        editable=False,
        help_text="Since when their data is kept and not otherwise used (UK GDPR, article 18).",
    )
    restriction_reason = models.CharField("why it is restricted", max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["sort_name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_an_address",
                violation_error_message="This email address is already in use. Enter a different one.",
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="address_is_lower_case",
                violation_error_message="Email address must be in lower case.",
            ),
            models.CheckConstraint(
                condition=models.Q(email__regex=r"^[!-~]+$"),
                name="address_is_plain",
                violation_error_message="Email address contains a character that isn’t allowed. It may be invisible.",
            ),
            models.CheckConstraint(
                condition=models.Q(trn="") | models.Q(trn__regex=r"^[0-9]{7}$"),
                name="trn_has_seven_digits",
                violation_error_message="TRN must be 7 digits.",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(is_active=False),
                name="merged_account_is_closed",
                violation_error_message="This account was merged into another one, so it stays closed.",
            ),
            models.CheckConstraint(
                condition=models.Q(restricted_on__isnull=True, restriction_reason="")
                | models.Q(restricted_on__isnull=False) & ~models.Q(restriction_reason=""),
                name="restriction_has_a_reason",
                violation_error_message="Enter why the use of this person’s data is restricted.",
            ),
            models.UniqueConstraint(fields=["is_system"], condition=models.Q(is_system=True), name="one_system_user"),
        ]
        triggers = [
            MERGES_ARE_ONE_STEP,
            EMAIL_IS_VERIFIED_FIRST,
            EMAIL_STAYS_VERIFIED,
            AN_ADMINISTRATOR_STAYS,
            ROLES_ARE_LOGGED,
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def is_restricted(self) -> bool:
        """Return whether their data is kept and not otherwise used."""
        return self.restricted_on is not None

    @property
    def short_name(self) -> str:
        """Return `N. Okafor` or `Á. van der Berg`: initial and last name with what belongs to it, for tables."""
        first, *rest = self.full_name.split() or [self.email]
        begins = next((place for place, word in enumerate(rest) if word[0].islower()), len(rest) - 1)
        return f"{first[0]}. {' '.join(rest[begins:])}" if rest else first

    def get_short_name(self) -> str:
        """Return the first name, for a greeting."""
        return self.full_name.split()[0] if self.full_name else ""

    def get_full_name(self) -> str:
        return self.full_name


class SecurityEventQuerySet(models.QuerySet["SecurityEvent"]):
    """Reading the log of security events."""

    def visible_to(self, user: Reader) -> SecurityEventQuerySet:
        """Return all events for programme administrators, none for others."""
        return self.all() if user.is_active and user.is_superuser else self.none()

    def clear(self, before: datetime) -> int:
        """Delete events before `before`, and return how many. Only the retention command calls it."""
        return self.filter(at__lt=before).delete()[0]


class SecurityEvent(models.Model):
    """An event that an administrator may have to look into. Rows are never changed; the retention command deletes old ones."""

    class Kind(models.TextChoices):
        """Kinds of events. An event that is emailed has the name of its email."""

        SIGNED_IN = "signed_in", "Signed in"
        SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
        NEW_DEVICE = "new_device", "Signed in on a new device"
        PASSWORD_SET = "password_set", "Password set"
        PASSWORD_CHANGED = "password_changed", "Password changed"
        PASSWORD_RESET = "password_reset", "Password reset"
        EMAIL_CHANGED = "email_changed", "Email address changed"
        TOTP_ACTIVATED = "totp_activated", "Authenticator app added"
        TOTP_DEACTIVATED = "totp_deactivated", "Authenticator app removed"
        WEBAUTHN_ADDED = "webauthn_added", "Passkey or security key added"
        WEBAUTHN_REMOVED = "webauthn_removed", "Passkey or security key removed"
        RECOVERY_CODES = "recovery_codes_generated", "Recovery codes created"
        RECOVERY_CODE_USED = "recovery_code_used", "Recovery code used"
        ROLE_CHANGED = "role_changed", "Role changed"
        FILE_TAKEN = "file_taken", "File downloaded"
        ADDRESSES_LISTED = "addresses_listed", "Email addresses listed"

    at = models.DateTimeField(default=timezone.now, db_index=True)
    kind = models.CharField(max_length=30, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="security_events"
    )
    email = models.CharField("email address", max_length=254, blank=True)
    ip = models.GenericIPAddressField("IP address", null=True, blank=True)
    user_agent = models.CharField("browser", max_length=200, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "-at"], name="security_event_by_kind")]
        triggers = [pgtrigger.Protect(name="security_events_stand", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user or self.email}"

    @classmethod
    def record(
        cls, kind: str, request: HttpRequest, *, user: User | None = None, email: str = "", detail: str = ""
    ) -> SecurityEvent:
        """Add an event with the client that the request comes from."""
        from allauth.account.adapter import get_adapter  # noqa: PLC0415  (the adapter imports this module)

        return cls.objects.create(
            kind=kind,
            user=user,
            email=(user.email if user else email)[:254].replace("\x00", ""),
            ip=get_adapter(request).get_client_ip(request),
            user_agent=request.headers.get("user-agent", "")[:200].replace("\x00", ""),
            detail=detail[:300],
        )
