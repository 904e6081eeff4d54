/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stop_grammar.h - the words and sentences by which a person objects, as data
 *
 * A language has a vocabulary (classes of words) and rows (sequences of
 * classes). A row is found in a sentence where its steps stand in their order,
 * each at most "gap" words after the one before it. Nothing here is a whole
 * sentence: "remove me from your list" and "delete us, please, from that
 * mailing list" are one row.
 *
 * Shape:   words are blank-separated, as comparable_fold() writes them: lower case,
 *          without diacritics (l for the Polish l with stroke, ss for the
 *          German sharp s); "usun*" is every word that begins so; "opt_out"
 *          is two words in a row, and its class stands at the last of them.
 *          A word may be in several classes. Polite words and greetings are
 *          taken out before a row is looked for.
 * Files:   stop_rows.c, and a stop_*.c for each language
 * Threads: constant data
 * Source:  GDPR Art. 7(3), 21(2)-(3): objecting takes no form
 */
#ifndef ROBINSON_INBOUND_STOP_GRAMMAR_H
#define ROBINSON_INBOUND_STOP_GRAMMAR_H

#include <stdint.h>

#include "inbound/inbound.h"

#define STOP_CLASS(n) ((uint64_t)1 << (n))
/* Between sentences, and before the first and after the last one. */
#define STOP_EDGE STOP_CLASS(0)
#define STOP_POLITE STOP_CLASS(1) /* says nothing of what is wanted */
#define STOP_GREETING STOP_CLASS(2)
#define STOP_I STOP_CLASS(3)
#define STOP_ME STOP_CLASS(4)
#define STOP_MY STOP_CLASS(5)
#define STOP_NOT STOP_CLASS(6) /* turns a verb round */
#define STOP_NONE STOP_CLASS(7) /* turns a noun round */
#define STOP_MORE STOP_CLASS(8)
#define STOP_WANT STOP_CLASS(9)
#define STOP_RECEIVE STOP_CLASS(10)
#define STOP_SEND STOP_CLASS(11)
#define STOP_REACH STOP_CLASS(12) /* write to, contact */
#define STOP_SEND_ME STOP_CLASS(13) /* one word: enviarme */
#define STOP_NOT_SEND STOP_CLASS(14) /* one word: niewysylanie */
#define STOP_CEASE STOP_CLASS(15)
#define STOP_UNSUBSCRIBE STOP_CLASS(16) /* means nothing else */
#define STOP_REMOVE STOP_CLASS(17)
#define STOP_REMOVE_ME STOP_CLASS(18) /* one word: borrenme */
#define STOP_TAKE STOP_CLASS(19) /* removes only together with STOP_OFF */
#define STOP_OFF STOP_CLASS(20)
#define STOP_LIST STOP_CLASS(21)
#define STOP_ADDRESS STOP_CLASS(22) /* address, data of the person */
#define STOP_MAIL STOP_CLASS(23)
#define STOP_AD STOP_CLASS(24) /* nothing but marketing */
#define STOP_OFFER STOP_CLASS(25) /* marketing, or business wanted */
#define STOP_OBJECT STOP_CLASS(26)
#define STOP_WITHDRAW STOP_CLASS(27)
#define STOP_CONSENT STOP_CLASS(28)
#define STOP_PROCESS STOP_CLASS(29) /* use of data */
#define STOP_CANCEL STOP_CLASS(30)
#define STOP_SUBSCRIPTION STOP_CLASS(31)
#define STOP_INTEREST STOP_CLASS(32)
#define STOP_HOW STOP_CLASS(33)
#define STOP_WHERE STOP_CLASS(34)
#define STOP_BE STOP_CLASS(35)
#define STOP_SIGNED_UP STOP_CLASS(36)
#define STOP_PEACE STOP_CLASS(37) /* leave me alone */
#define STOP_BARE STOP_CLASS(38) /* where it is all that is said */
#define STOP_THIS STOP_CLASS(39) /* what came, without its name */
#define STOP_RIGHT STOP_CLASS(40)
/* What a firm trades, makes and agrees: near a row it is not about mail. */
#define STOP_BUSINESS STOP_CLASS(41)
#define STOP_MAILBOX STOP_CLASS(42) /* an e-mail address, of any language */
/* "by e-mail": only how something is sent. */
#define STOP_MEANS STOP_CLASS(43)
#define STOP_FROM STOP_CLASS(44)
#define STOP_UNWELCOME STOP_CLASS(45)
/* "for marketing": what data are used for; a firm also buys and sells it. */
#define STOP_PURPOSE STOP_CLASS(46)
#define STOP_GOODS STOP_CLASS(47) /* of which an offer speaks */
#define STOP_CLASSES 48 /* how many: stop_names.c names each */

#define STOP_NO (STOP_NOT | STOP_NONE)
#define STOP_ANY_MAIL (STOP_MAIL | STOP_AD | STOP_OFFER)
#define STOP_ANY_SEND (STOP_SEND | STOP_REACH)

struct stop_words {
	uint64_t classes; /* 0 ends a vocabulary */
	const char *words;
};

#define STOP_STEPS_MAX 6

struct stop_step {
	uint64_t any; /* one of these classes; 0 ends the row */
	int gap; /* at most so many words before it; none is an edge */
};

struct stop_row {
	enum inbound_grade grade; /* INBOUND_UNSAID ends the rows */
	struct stop_step steps[STOP_STEPS_MAX + 1];
};

#define STOP_CERTAIN(...)           \
	{                           \
		INBOUND_CERTAIN,    \
		{                   \
			__VA_ARGS__ \
		}                   \
	}
#define STOP_LIKELY(...)            \
	{                           \
		INBOUND_LIKELY,     \
		{                   \
			__VA_ARGS__ \
		}                   \
	}

struct stop_language {
	const char *name;
	const struct stop_words *words;
	const struct stop_row *rows; /* beside stop_rows_common */
};

extern const struct stop_row stop_rows_common[];
extern const struct stop_language stop_pl, stop_en, stop_de, stop_fr, stop_es;

#endif
