/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/inbound.h"

const char *inbound_meaning_name(enum inbound_meaning meaning)
{
	switch (meaning) {
	case INBOUND_NOTHING:
		return "nothing";
	case INBOUND_LETTER:
		return "letter";
	case INBOUND_STOP:
		return "stop";
	case INBOUND_UNSUBSCRIBE:
		return "unsubscribe";
	case INBOUND_COMPLAINT:
		return "complaint";
	case INBOUND_FAILURE:
		return "failure";
	case INBOUND_REQUEST:
		return "request";
	}
	return "?";
}

const char *inbound_proof_name(enum inbound_proof proof)
{
	switch (proof) {
	case INBOUND_UNPROVEN:
		return "none";
	case INBOUND_SPF:
		return "spf";
	case INBOUND_AR_SPF:
		return "authentication-results spf";
	case INBOUND_AR_DKIM:
		return "authentication-results dkim";
	case INBOUND_AR_DMARC:
		return "authentication-results dmarc";
	}
	return "?";
}

const char *inbound_grade_name(enum inbound_grade grade)
{
	switch (grade) {
	case INBOUND_UNSAID:
		return "none";
	case INBOUND_LIKELY:
		return "likely";
	case INBOUND_CERTAIN:
		return "certain";
	}
	return "?";
}
