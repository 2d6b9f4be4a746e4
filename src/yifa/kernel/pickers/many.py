"""Several records in one field of a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

#: Digits a record's number may have; the databases hold no more in a list of numbers.
DIGITS = 18


class ManyField(forms.ModelMultipleChoiceField):
    """A choice of several records; a number that no record can have is refused before the database is asked."""

    def _check_values(self, value: Any) -> Any:
        for pk in value if isinstance(value, (list, tuple)) else ():
            if len(str(pk)) > DIGITS:
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, code="invalid_choice", params={"value": str(pk)[:DIGITS]})
        return super()._check_values(value)  # type: ignore[misc]
