/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/store.h"

const char *journal_kind_name(enum journal_kind kind)
{
	switch (kind) {
	case JOURNAL_VERDICT:
		return "verdict";
	case JOURNAL_OBJECTION:
		return "objection";
	case JOURNAL_OBJECTION_LIFTED:
		return "objection-lifted";
	case JOURNAL_WITHDRAWAL:
		return "withdrawal";
	case JOURNAL_GRANT:
		return "grant";
	case JOURNAL_CONTACT:
		return "contact";
	case JOURNAL_RELATION:
		return "relation";
	case JOURNAL_RESTRICTION:
		return "restriction";
	case JOURNAL_RESTRICTION_LIFTED:
		return "restriction-lifted";
	case JOURNAL_IMPORT:
		return "import";
	case JOURNAL_HELD:
		return "held";
	case JOURNAL_RELEASED:
		return "released";
	case JOURNAL_RELEASE_REFUSED:
		return "release-refused";
	case JOURNAL_DELETED:
		return "deleted";
	case JOURNAL_EXPIRED:
		return "expired";
	case JOURNAL_EXTENDED:
		return "extended";
	case JOURNAL_REQUESTED:
		return "requested";
	case JOURNAL_DELIVERED:
		return "delivered";
	case JOURNAL_RETURNED:
		return "returned";
	case JOURNAL_FAILURE:
		return "failure";
	case JOURNAL_CONFIRMED:
		return "confirmed";
	case JOURNAL_DROPPED:
		return "dropped";
	case JOURNAL_FLOOD:
		return "flood";
	case JOURNAL_PURGED:
		return "purged";
	case JOURNAL_ERASED:
		return "erased";
	case JOURNAL_RESTORED:
		return "restored";
	case JOURNAL_KEYS:
		return "keys";
	case JOURNAL_EXPORTED:
		return "exported";
	case JOURNAL_RECTIFIED:
		return "rectified";
	case JOURNAL_REGISTER:
		return "register";
	case JOURNAL_CLOCK:
		return "clock";
	case JOURNAL_SUM:
		return "sum";
	case JOURNAL_STAFF_ADDED:
		return "staff-added";
	case JOURNAL_STAFF_CHANGED:
		return "staff-changed";
	case JOURNAL_STAFF_REMOVED:
		return "staff-removed";
	case JOURNAL_STAFF_SECRET:
		return "staff-secret";
	case JOURNAL_STAFF_LOGIN:
		return "login";
	case JOURNAL_STAFF_LOGIN_FAILED:
		return "login-failed";
	case JOURNAL_STAFF_ENDED:
		return "session-ended";
	case JOURNAL_LOOKED:
		return "looked";
	case JOURNAL_STATEMENT_CONFIRMED:
		return "statement-confirmed";
	case JOURNAL_STATEMENT_REFUSED:
		return "statement-refused";
	}
	return "unknown";
}

const char *journal_meaning_name(enum journal_meaning meaning)
{
	switch (meaning) {
	case JOURNAL_BY_STAFF:
		return NULL;
	case JOURNAL_BY_LETTER:
		return "letter";
	case JOURNAL_BY_STOP:
		return "stop";
	case JOURNAL_BY_UNSUBSCRIBE:
		return "unsubscribe";
	case JOURNAL_BY_COMPLAINT:
		return "complaint";
	case JOURNAL_BY_REPORT:
		return "delivery-report";
	case JOURNAL_BY_CLICK:
		return "click";
	}
	return "unknown";
}
