"""Login only: who may sign in. Persons, posts and roles are ``core.org``'s."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    """Makes users; passwords are always hashed."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Return a new user; without a password the account cannot sign in."""
        user = self.model(username=username.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A login account (登录账号)."""

    username = models.CharField("登录名", max_length=60, unique=True)
    display_name = models.CharField("姓名", max_length=60, blank=True)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改密码", default=False)
    demo = models.BooleanField("演示账号", default=False, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.display_name or self.username

    # Django's permission tables are not used: roles belong to posts (core.org).
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django permissions are not used; see ``kernel.policy``."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Django permissions are not used; see ``kernel.policy``."""
        return False
