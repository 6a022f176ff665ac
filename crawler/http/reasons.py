"""Why there was no answer, or none that could be read."""

from __future__ import annotations

NO_NAME = "the host name was not found (DNS)"
NO_CONNECTION = "the server refused the connection"
NO_ANSWER = "the server did not answer in time"
HUNG_UP = "the server broke the connection off before an answer could be read"
# What a host that is not there, or does not want us, gives in place of an answer.
SILENCES = {NO_NAME, NO_CONNECTION, NO_ANSWER, HUNG_UP}
TOO_LARGE = "the answer is larger than the limit and was not read"
BROKE_OFF = "the answer broke off in the middle"
PRIVATE = "it leads into a private network, where nothing is asked that AUDIT_ALLOW_NETLOCS does not name"
