/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the doctor says of an MTA's configuration, from its text alone. A row
 * begins with what is right and changes a line or two of it.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/access.h"
#include "lib/rows.h"
#include "lib/tempdir.h"
#include "service/doctor/doctor.h"
#include "service/mta/doctor_mta.h"

#define SOCKET "unix:/var/spool/postfix/robinson/robinson.sock"

struct mta_row {
	const char *name;
	const char *config; /* lines that take the place of good ones */
	const char *services; /* of master.cf; NULL: good */
	const char *overrides;
	const char *socket; /* NULL: SOCKET */
	/* The one finding that is wrong: severity and words; NULL: none. */
	enum severity severity;
	const char *what;
	const char *mend;
};

static const char good_services[] =
	"smtp       inet  n       -       y       -       -       smtpd\n"
	"submission inet  n       -       y       -       -       smtpd\n"
	"    -o syslog_name=postfix/submission\n"
	"pickup     unix  n       -       y       60      1       pickup\n"
	"cleanup    unix  n       -       y       -       0       cleanup\n"
	"smtp       unix  -       -       y       -       -       smtp\n";

static const char *const good_postfix[] = {
	"queue_directory = /var/spool/postfix",
	"smtpd_milters = unix:robinson/robinson.sock, inet:localhost:8891",
	"non_smtpd_milters = unix:robinson/robinson.sock",
	"milter_default_action = tempfail",
	"milter_protocol = 6",
	"milter_command_timeout = 30s",
	"milter_content_timeout = 300s",
	"always_bcc =",
	"sender_bcc_maps =",
	"recipient_bcc_maps =",
	"virtual_alias_maps =",
	"smtputf8_enable = yes",
	"cleanup_service_name = cleanup",
	"myorigin = firma.example",
	"content_filter =",
	"smtpd_proxy_filter =",
	"inet_interfaces = all",
	"default_transport = smtp",
	"relayhost =",
	"robinson_way = smtp:",
	"smtpd_sasl_auth_enable = no",
	"masquerade_classes = envelope_sender, header_sender",
	"sender_canonical_classes = envelope_sender, header_sender",
};

static bool is_replaced(const char *line, const char *by)
{
	char name[64];

	snprintf(name, sizeof(name), "%.*s =", (int)strcspn(line, " "), line);
	while (by && *by && strncmp(by, name, strlen(name)) != 0) {
		by = strchr(by, '\n');
		by = by ? by + 1 : NULL;
	}
	return by && *by;
}

static void postfix_text(const char *changed, char *text, size_t size)
{
	size_t used =
		(size_t)snprintf(text, size, "%s", changed ? changed : "");

	for (size_t i = 0; i < sizeof(good_postfix) / sizeof(*good_postfix);
		i++)
		if (!is_replaced(good_postfix[i], changed))
			used += (size_t)snprintf(text + used, size - used,
				"%s\n", good_postfix[i]);
}

#define SMTP "smtp inet n - y - - smtpd\n"
#define PICKUP                            \
	"pickup unix n - y 60 1 pickup\n" \
	"cleanup unix n - y - 0 cleanup\n"
#define BACK "127.0.0.1:10025 inet n - y - - smtpd\n"
#define SPAMC                                                       \
	"spamc unix - n n - - pipe flags=R user=s argv=/bin/spamc " \
	"-e /usr/sbin/sendmail -f ${sender}\n"
#define MUA "mua_milters = unix:robinson/robinson.sock\n"

static const char *const senders[] = {
	"ania@firma.example", "*@list.firma.example"};

static const struct mta_row postfix_rows[] = {
	{.name = "all is well"},
	{.name = "absolute, seen from the chroot",
		.config = "smtpd_milters = unix:/robinson/robinson.sock\n"},
	{.name = "absolute, seen from outside",
		.config = "smtpd_milters = "
			  "unix:/var/spool/postfix/robinson/robinson.sock\n"},
	{.name = "in braces, separated by blanks",
		.config = "smtpd_milters = { unix:robinson/robinson.sock, "
			  "default_action=tempfail } inet:[::1]:11332\n"
			  "milter_default_action = accept\n"},
	{.name = "over TCP",
		.socket = "inet:8895@localhost",
		.config = "smtpd_milters = inet:127.0.0.1:8895\n"
			  "non_smtpd_milters = inet:localhost:8895\n"},
	{.name = "handed over by systemd",
		.socket = "fd:3",
		.config = "smtpd_milters =\n"},
	{"not asked", "smtpd_milters =\n", NULL, NULL, NULL, SEVERITY_ERROR,
		"smtpd_milters does not name Robinson",
		"postconf -e 'smtpd_milters = unix:robinson/robinson.sock'"},
	{"only the signer is asked", "smtpd_milters = inet:localhost:8891\n",
		NULL, NULL, NULL, SEVERITY_ERROR, "does not name Robinson",
		"'smtpd_milters = unix:robinson/robinson.sock, "
		"inet:localhost:8891'"},
	{"another port",
		"smtpd_milters = inet:localhost:8896\n"
		"non_smtpd_milters = inet:localhost:8895\n",
		NULL, NULL, "inet:8895@127.0.0.1", SEVERITY_ERROR,
		"smtpd_milters does not name",
		"smtpd_milters = inet:127.0.0.1:8895, inet:localhost:8896"},
	{"local mail is not asked about", "non_smtpd_milters =\n", NULL, NULL,
		NULL, SEVERITY_WARNING, "non_smtpd_milters does not name",
		"postconf -e 'non_smtpd_milters = "
		"unix:robinson/robinson.sock'"},
	{"the signer comes first",
		"smtpd_milters = inet:localhost:8891, "
		"unix:robinson/robinson.sock\n",
		NULL, NULL, NULL, SEVERITY_WARNING,
		"inet:localhost:8891 comes before Robinson",
		"smtpd_milters = unix:robinson/robinson.sock, "
		"inet:localhost:8891"},
	{"a signer by name comes first",
		"smtpd_milters = unix:/run/opendkim/x.sock "
		"unix:robinson/robinson.sock\n",
		NULL, NULL, NULL, SEVERITY_WARNING,
		"opendkim/x.sock comes before",
		"postconf -e 'smtpd_milters = unix:robinson/robinson.sock, "
		"unix:/run/opendkim/x.sock'"},
	{"a fault lets mail out", "milter_default_action = accept\n", NULL,
		NULL, NULL, SEVERITY_ERROR, "goes out unasked",
		"postconf -e milter_default_action=tempfail"},
	{"a fault of ours alone lets mail out",
		"smtpd_milters = { unix:robinson/robinson.sock, "
		"default_action = accept }\n",
		NULL, NULL, NULL, SEVERITY_ERROR, "goes out unasked",
		"tempfail"},
	{"a fault bounces mail", "milter_default_action = reject\n", NULL, NULL,
		NULL, SEVERITY_WARNING, "refused for good", "tempfail"},
	{"an old protocol", "milter_protocol = 2\n", NULL, NULL, NULL,
		SEVERITY_WARNING, "milter_protocol = 2",
		"postconf -e milter_protocol=6"},
	{"no patience", "milter_command_timeout = 5s\n", NULL, NULL, NULL,
		SEVERITY_WARNING, "milter_command_timeout = 5s is short",
		"milter_command_timeout=30s"},
	{"no patience at the end", "milter_content_timeout = 30\n", NULL, NULL,
		NULL, SEVERITY_WARNING, "milter_content_timeout",
		"milter_content_timeout=180s"},
	{"minutes are patience", "milter_content_timeout = 2m\n", NULL, NULL,
		NULL, SEVERITY_FINE, NULL, NULL},
	{"chrooted, the socket outside",
		"smtpd_milters = unix:/run/robinson/x.sock\n"
		"non_smtpd_milters = unix:/run/robinson/x.sock\n",
		SMTP "pickup unix n - n 60 1 pickup\n"
		     "cleanup unix n - n - 0 cleanup\n"
		     "smtp unix - - y - - smtp\n",
		NULL, "unix:/run/robinson/x.sock", SEVERITY_ERROR,
		"smtp/inet runs chrooted in /var/spool/postfix and cannot see "
		"/run/robinson/x.sock",
		"postconf -F 'smtp/inet/chroot=n'"},
	{"not chrooted, the socket outside",
		"smtpd_milters = unix:/run/robinson/x.sock\n"
		"non_smtpd_milters = unix:/run/robinson/x.sock\n",
		"smtp inet n - n - - smtpd\ncleanup unix n - - - 0 cleanup\n",
		NULL, "unix:/run/robinson/x.sock", SEVERITY_FINE, NULL, NULL},
	{"submission goes its own way", NULL, NULL,
		"submission/inet/smtpd_milters = inet:localhost:8891\n", NULL,
		SEVERITY_ERROR, "submission/inet has milters of its own",
		"postconf -P 'submission/inet/smtpd_milters="
		"unix:robinson/robinson.sock,inet:localhost:8891'"},
	/* Postfix: "unreasonable macro call nesting". */
	{"a list that names itself", NULL, NULL,
		"submission/inet/smtpd_milters = $smtpd_milters\n", NULL,
		SEVERITY_ERROR, "names itself, and Postfix ends there",
		"postconf -PX 'submission/inet/smtpd_milters'"},
	{"submission asks nobody", NULL, NULL,
		"submission/inet/receive_override_options = no_milters\n", NULL,
		SEVERITY_ERROR, "asks no milters",
		"postconf -PX 'submission/inet/receive_override_options'"},
	/* Any service, whatever its name. */
	{"a submission by number", NULL,
		"587 inet n - y - - smtpd\n" SMTP PICKUP,
		"587/inet/smtpd_milters =\n", NULL, SEVERITY_ERROR,
		"587/inet has milters of its own",
		"postconf -P '587/inet/smtpd_milters="
		"unix:robinson/robinson.sock'"},
	{"on one address", NULL,
		"127.0.0.1:10587 inet n - y - - smtpd\n" SMTP PICKUP,
		"127.0.0.1:10587/inet/smtpd_milters = inet:localhost:8891\n",
		NULL, SEVERITY_ERROR, "127.0.0.1:10587/inet has milters", NULL},
	{"submissions", NULL, "submissions inet n - y - - smtpd\n" SMTP PICKUP,
		"submissions/inet/smtpd_milters =\n", NULL, SEVERITY_ERROR,
		"submissions/inet has milters", NULL},
	{"behind postscreen", NULL,
		"smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\n"
		"587 inet n - y - - smtpd\n" PICKUP,
		"smtpd/pass/smtpd_milters =\n", NULL, SEVERITY_WARNING,
		"smtpd/pass has milters of its own",
		"postconf -P 'smtpd/pass/smtpd_milters="},
	{"behind postscreen, nobody else", NULL,
		"smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - "
		"smtpd\n" PICKUP,
		"smtpd/pass/smtpd_milters =\n", NULL, SEVERITY_ERROR,
		"smtpd/pass has milters of its own", NULL},
	{"behind postscreen, all well", NULL,
		"smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - "
		"smtpd\n" PICKUP,
		NULL, NULL, SEVERITY_FINE, NULL, NULL},
	{"by a socket", NULL, "private/in unix n - y - - smtpd\n" SMTP PICKUP,
		"private/in/unix/smtpd_milters =\n", NULL, SEVERITY_ERROR,
		"private/in/unix has milters", NULL},
	{"only submission asks", "smtpd_milters = inet:localhost:8891\n", NULL,
		"submission/inet/smtpd_milters = unix:robinson/robinson.sock, "
		"inet:localhost:8891\n",
		NULL, SEVERITY_WARNING,
		"smtpd_milters does not name Robinson: that is well only where",
		NULL},
	/* As Postfix expands them. */
	{"a name that is expanded", MUA, NULL,
		"submission/inet/smtpd_milters = $mua_milters\n", NULL,
		SEVERITY_FINE, NULL, NULL},
	{"a name in braces", MUA, NULL,
		"submission/inet/smtpd_milters = ${mua_milters}\n", NULL,
		SEVERITY_FINE, NULL, NULL},
	{"a choice", MUA, NULL,
		"submission/inet/smtpd_milters = "
		"${mua_milters?$mua_milters}\n",
		NULL, SEVERITY_FINE, NULL, NULL},
	{"a choice in braces", MUA, NULL,
		"submission/inet/smtpd_milters = "
		"${nothing?{inet:localhost:1}:{${mua_milters}}}\n",
		NULL, SEVERITY_FINE, NULL, NULL},
	{"a choice otherwise", MUA, NULL,
		"submission/inet/smtpd_milters = "
		"${nothing:unix:robinson/robinson.sock}\n",
		NULL, SEVERITY_FINE, NULL, NULL},
	{"a name of the service's own", MUA, NULL,
		"submission/inet/smtpd_milters = $own_milters\n"
		"submission/inet/own_milters = $mua_milters\n",
		NULL, SEVERITY_FINE, NULL, NULL},
	{"a name that nobody defines", MUA, NULL,
		"submission/inet/smtpd_milters = $mua_milter\n", NULL,
		SEVERITY_ERROR, "smtpd_milters = $mua_milter, which is \"\"",
		"submission/inet/smtpd_milters=unix:robinson/robinson.sock'"},
	{"main.cf's list by a name that the service empties",
		"smtpd_milters = $all_milters\n"
		"all_milters = unix:robinson/robinson.sock\n",
		NULL, "submission/inet/all_milters =\n", NULL, SEVERITY_ERROR,
		"submission/inet has milters of its own",
		"submission/inet/smtpd_milters="},
	{"a choice against us", MUA, NULL,
		"submission/inet/smtpd_milters = "
		"${mua_milters?inet:localhost:8891}\n",
		NULL, SEVERITY_ERROR, "submission/inet has milters", NULL},
	/* pickup, qmqpd and cleanup. */
	{"sendmail(1) asks no milters", NULL, NULL,
		"pickup/unix/receive_override_options = "
		"no_header_body_checks,no_milters\n",
		NULL, SEVERITY_WARNING, "pickup/unix asks no milters",
		"take no_milters out"},
	{"cleanup's own list", NULL, NULL, "cleanup/unix/non_smtpd_milters =\n",
		NULL, SEVERITY_WARNING, "cleanup/unix has milters of its own",
		"postconf -P 'cleanup/unix/non_smtpd_milters="
		"unix:robinson/robinson.sock'"},
	{"another cleanup for sendmail(1)", NULL,
		SMTP PICKUP "second unix n - y - 0 cleanup\n",
		"pickup/unix/cleanup_service_name = second\n"
		"second/unix/non_smtpd_milters = inet:localhost:8891\n",
		NULL, SEVERITY_WARNING, "second/unix has milters of its own",
		"postconf -P 'second/unix/non_smtpd_milters="
		"unix:robinson/robinson.sock,inet:localhost:8891'"},
	{"a cleanup that only smtpd uses", NULL,
		SMTP PICKUP "second unix n - y - 0 cleanup\n",
		"smtp/inet/cleanup_service_name = second\n"
		"second/unix/non_smtpd_milters =\n",
		NULL, SEVERITY_FINE, NULL, NULL},
	{"QMQP", "non_smtpd_milters =\n", SMTP "628 inet n - y - - qmqpd\n",
		NULL, NULL, SEVERITY_WARNING,
		"non_smtpd_milters does not name Robinson", NULL},
	/* Filters. */
	{"what comes back from a filter is not asked twice",
		"content_filter = scan:[127.0.0.1]:10024\n", SMTP PICKUP BACK,
		"127.0.0.1:10025/inet/content_filter =\n"
		"127.0.0.1:10025/inet/smtpd_milters =\n",
		NULL, SEVERITY_FINE, NULL, NULL},
	{"and nothing comes back", NULL, SMTP PICKUP BACK,
		"127.0.0.1:10025/inet/content_filter =\n"
		"127.0.0.1:10025/inet/smtpd_milters =\n",
		NULL, SEVERITY_WARNING,
		"well only where a filter gives back here", NULL},
	{"and it is not made for that", NULL, SMTP PICKUP BACK,
		"127.0.0.1:10025/inet/smtpd_milters =\n", NULL, SEVERITY_ERROR,
		"127.0.0.1:10025/inet has milters of its own", NULL},
	{"asked twice", "content_filter = scan:[127.0.0.1]:10024\n",
		SMTP PICKUP BACK, "127.0.0.1:10025/inet/content_filter =\n",
		NULL, SEVERITY_WARNING,
		"127.0.0.1:10025/inet asks Robinson again about what",
		"postconf -P '127.0.0.1:10025/inet/smtpd_milters='"},
	{"asked twice, without a filter between",
		"content_filter = smtp:[127.0.0.1]:10025\n", SMTP PICKUP BACK,
		"127.0.0.1:10025/inet/content_filter =\n", NULL,
		SEVERITY_WARNING, "asks Robinson again", NULL},
	{"a submission on the loopback beside a filter", NULL,
		SMTP PICKUP "127.0.0.1:10587 inet n - y - - smtpd\n",
		"smtp/inet/content_filter = scan:[127.0.0.1]:10024\n", NULL,
		SEVERITY_FINE, NULL, NULL},
	{"given back by sendmail(1)", NULL, SMTP PICKUP SPAMC,
		"smtp/inet/content_filter = spamc\n", NULL, SEVERITY_WARNING,
		"pickup/unix asks Robinson again", "give mail back by SMTP"},
	{"a proxy", NULL, SMTP PICKUP BACK,
		"smtp/inet/smtpd_proxy_filter = 127.0.0.1:10024\n"
		"127.0.0.1:10025/inet/smtpd_authorized_xforward_hosts = "
		"127.0.0.0/8\n"
		"127.0.0.1:10025/inet/smtpd_milters =\n",
		NULL, SEVERITY_ERROR, "never sees a message",
		"postconf -P '127.0.0.1:10025/inet/smtpd_milters="
		"unix:robinson/robinson.sock'"},
	{"a proxy, and nobody knows where it leads", NULL, NULL,
		"smtp/inet/smtpd_proxy_filter = 127.0.0.1:10024\n", NULL,
		SEVERITY_ERROR, "never sees a message",
		"postconf -PX 'smtp/inet/smtpd_proxy_filter'"},
	{"a proxy for all", "smtpd_proxy_filter = 127.0.0.1:10024\n",
		SMTP PICKUP, NULL, NULL, SEVERITY_ERROR, "never sees a message",
		"postconf -X smtpd_proxy_filter"},
	{"a proxy, asked behind it", NULL, SMTP PICKUP BACK,
		"smtp/inet/smtpd_proxy_filter = 127.0.0.1:10024\n"
		"smtp/inet/smtpd_milters =\n"
		"127.0.0.1:10025/inet/smtpd_authorized_xforward_hosts = "
		"127.0.0.0/8\n",
		NULL, SEVERITY_FINE, NULL, NULL},
	{"a gate",
		"default_transport = smtp:[127.0.0.1]:10025\n"
		"smtpd_milters =\nnon_smtpd_milters =\n",
		SMTP PICKUP BACK,
		"127.0.0.1:10025/inet/smtpd_milters = "
		"unix:robinson/robinson.sock, inet:localhost:8891\n"
		"127.0.0.1:10025/inet/content_filter = $robinson_way\n",
		NULL, SEVERITY_FINE, NULL, NULL},
	{"a gate behind aliases and copies",
		"default_transport = smtp:[127.0.0.1]:10025\n"
		"smtpd_milters =\nnon_smtpd_milters =\n"
		"always_bcc = archive@firma.example\n",
		SMTP PICKUP BACK,
		"127.0.0.1:10025/inet/smtpd_milters = "
		"unix:robinson/robinson.sock\n"
		"127.0.0.1:10025/inet/content_filter = $robinson_way\n",
		NULL, SEVERITY_FINE, NULL, NULL},
	{"a gate that does not ask",
		"relayhost = [127.0.0.1]:10025\nsmtpd_milters =\n"
		"non_smtpd_milters = unix:robinson/robinson.sock\n",
		SMTP PICKUP BACK, NULL, NULL, SEVERITY_ERROR,
		"(smtp/inet, 127.0.0.1:10025/inet)", NULL},
	/* Faults, for one service. */
	{"a fault lets submissions out", NULL, NULL,
		"submission/inet/milter_default_action = accept\n", NULL,
		SEVERITY_ERROR,
		"submission/inet: milter_default_action = accept",
		"postconf -P 'submission/inet/milter_default_action=tempfail'"},
	{"a fault is held unasked", "milter_default_action = quarantine\n",
		NULL, NULL, NULL, SEVERITY_WARNING, "hold queue", "tempfail"},
	/* The order of milters. */
	{"who refuses stands behind",
		"smtpd_milters = unix:robinson/robinson.sock, "
		"{ unix:/run/clamav/m.sock, default_action = accept }, "
		"inet:localhost:8891\n",
		NULL, NULL, NULL, SEVERITY_WARNING,
		"clamav/m.sock comes behind Robinson",
		"postconf -e 'smtpd_milters = { unix:/run/clamav/m.sock, "
		"default_action = accept }, unix:robinson/robinson.sock, "
		"inet:localhost:8891'"},
	{"of one service, as postconf -P takes it", NULL, NULL,
		"submission/inet/smtpd_milters = "
		"{ inet:localhost:8891, default_action = accept } "
		"unix:robinson/robinson.sock inet:localhost:1\n",
		NULL, SEVERITY_WARNING, "inet:localhost:8891 comes before",
		"postconf -P 'submission/inet/smtpd_milters="
		"unix:robinson/robinson.sock,"
		"{inet:localhost:8891,default_action=accept},"
		"inet:localhost:1'"},
	{"who refuses stands before",
		"smtpd_milters = inet:localhost:8893, "
		"unix:robinson/robinson.sock, inet:localhost:8891\n",
		NULL, NULL, NULL, SEVERITY_FINE, NULL, NULL},
	{"who does both may stand anywhere",
		"smtpd_milters = inet:localhost:11332, "
		"unix:robinson/robinson.sock\n",
		NULL, NULL, NULL, SEVERITY_FINE, NULL, NULL},
	{"a longer port is none of them",
		"smtpd_milters = inet:localhost:88910, "
		"unix:robinson/robinson.sock, inet:localhost:88931\n",
		NULL, NULL, NULL, SEVERITY_FINE, NULL, NULL},
	{"a copy of all", "always_bcc = archive@firm.example\n", NULL, NULL,
		NULL, SEVERITY_WARNING, "always_bcc = archive@firm.example",
		"behind the expansion"},
	{"aliases", "virtual_alias_maps = hash:/etc/postfix/virtual\n", NULL,
		NULL, NULL, SEVERITY_WARNING, "virtual_alias_maps",
		"behind the expansion"},
	{"no SMTPUTF8", "smtputf8_enable = no\n", NULL, NULL, NULL,
		SEVERITY_WARNING, "smtputf8_enable = no",
		"smtputf8_enable=yes"},
	{"no socket", NULL, NULL, NULL, "pigeon:7", SEVERITY_ERROR,
		"is no socket", NULL},
};

/* With tables that can be asked, or read. */
struct table_row {
	struct mta_row row;
	const char *tables; /* lines "TABLE KEY VALUE" */
	const char *file; /* the text of each file; NULL: there is none */
};

static const struct table_row table_rows[] = {
	/* Other milters for some clients. */
	{{"a client goes past",
		 "smtpd_milter_maps = cidr:/etc/postfix/milter_map\n",
		 SMTP PICKUP, NULL, NULL, SEVERITY_WARNING,
		 "gives the client 192.0.2.0/24 \"DISABLE\"",
		 "take the line \"192.0.2.0/24 DISABLE\" out"},
		NULL,
		"# those\n192.0.2.0/24   DISABLE\n"
		"198.51.100.7 unix:robinson/robinson.sock\n"},
	{{"a client has another milter",
		 "smtpd_milter_maps = cidr:/etc/postfix/milter_map\n",
		 SMTP PICKUP, NULL, NULL, SEVERITY_WARNING,
		 "gives the client 192.0.2.7 \"inet:localhost:8891\"", NULL},
		NULL, "192.0.2.7 inet:localhost:8891\n"},
	{{"a client goes past, whatever the service",
		 "smtpd_milter_maps = cidr:/etc/postfix/milter_map\n", NULL,
		 NULL, NULL, SEVERITY_WARNING,
		 "main.cf: smtpd_milter_maps gives the client 192.0.2.7", NULL},
		NULL, "192.0.2.7 disable\n"},
	{{"a client goes past at one service", NULL, NULL,
		 "submission/inet/smtpd_milter_maps = static:DISABLE\n", NULL,
		 SEVERITY_WARNING,
		 "submission/inet: smtpd_milter_maps gives the client *", NULL},
		NULL, NULL},
	{{"a client has us",
		 "smtpd_milter_maps = cidr:/etc/postfix/milter_map\n",
		 SMTP PICKUP, NULL, NULL, SEVERITY_FINE, NULL, NULL},
		NULL, "192.0.2.7 unix:robinson/robinson.sock\n"},
	{{"nobody knows which clients",
		 "smtpd_milter_maps = ldap:/etc/postfix/milter_map\n",
		 SMTP PICKUP, NULL, NULL, SEVERITY_WARNING, "cannot be told",
		 "DISABLE"},
		NULL, NULL},
	/* Senders are rewritten behind our back. */
	{{"a sender that is configured becomes another",
		 "sender_canonical_maps = hash:/etc/postfix/sender\n", NULL,
		 NULL, NULL, SEVERITY_WARNING,
		 "makes sales@firma.example of the sender ania@firma.example",
		 "name \"sales@firma.example\" beside \"ania@firma.example\""},
		"hash:/etc/postfix/sender ania@firma.example "
		"sales@firma.example\n",
		""},
	{{"by its domain", "canonical_maps = hash:/c, btree:/d\n", NULL, NULL,
		 NULL, SEVERITY_WARNING, "makes ania@firma.test of the sender",
		 NULL},
		"btree:/d @firma.example @firma.test\n", ""},
	{{"by its local part", "canonical_maps = proxy:hash:/c\n", NULL, NULL,
		 NULL, SEVERITY_WARNING, "makes a.nowak@firma.example of",
		 NULL},
		"hash:/c ania a.nowak\n", ""},
	{{"another one becomes the one that is configured",
		 "canonical_maps = hash:/c\n", NULL, NULL, NULL,
		 SEVERITY_WARNING,
		 "makes ania@firma.example of the sender ania@pc.local",
		 "name \"ania@pc.local\" beside \"ania@firma.example\""},
		NULL,
		"ania@pc.local ania@firma.example\nroot@pc.local "
		"x@y.example\n"},
	{{"other senders are no matter", "canonical_maps = hash:/c\n", NULL,
		 NULL, NULL, SEVERITY_FINE, NULL, NULL},
		"hash:/c root root@firma.example\n",
		"root root@firma.example\nx@pc.local y@firma.example\n"},
	{{"both are configured", "canonical_maps = hash:/c\n", NULL, NULL, NULL,
		 SEVERITY_FINE, NULL, NULL},
		"hash:/c ania@firma.example news@list.firma.example\n", ""},
	{{"a pattern is touched", "smtp_generic_maps = hash:/g\n", NULL, NULL,
		 NULL, SEVERITY_WARNING,
		 "smtp_generic_maps = hash:/g makes info@firma.example of the "
		 "sender bulk@list.firma.example",
		 NULL},
		NULL, "bulk@list.firma.example info@firma.example\n"},
	{{"of one delivery agent", NULL, NULL,
		 "smtp/unix/smtp_generic_maps = hash:/g\n", NULL,
		 SEVERITY_WARNING, "smtp_generic_maps = hash:/g makes", NULL},
		"hash:/g ania@firma.example x@firma.example\n", ""},
	{{"headers only",
		 "sender_canonical_maps = hash:/c\n"
		 "sender_canonical_classes = header_sender\n",
		 NULL, NULL, NULL, SEVERITY_FINE, NULL, NULL},
		"hash:/c ania@firma.example sales@firma.example\n", NULL},
	{{"a table elsewhere", "canonical_maps = ldap:/etc/postfix/l.cf\n",
		 NULL, NULL, NULL, SEVERITY_WARNING, "cannot be told",
		 "postmap -q ania@firma.example ldap:/etc/postfix/l.cf"},
		NULL, NULL},
	{{"a host's senders become ours",
		 "masquerade_domains = firma.example\n", NULL, NULL, NULL,
		 SEVERITY_WARNING,
		 "makes ania@firma.example of the sender ania@*.firma.example",
		 "name \"ania@*.firma.example\""},
		NULL, NULL},
	{{"but not these", "masquerade_domains = !firma.example example\n",
		 NULL, NULL, NULL, SEVERITY_FINE, NULL, NULL},
		NULL, NULL},
	{{"nor this user",
		 "masquerade_domains = firma.example\n"
		 "masquerade_exceptions = root, ania\n",
		 NULL, NULL, NULL, SEVERITY_FINE, NULL, NULL},
		NULL, NULL},
	{{"nor envelopes",
		 "masquerade_domains = firma.example\n"
		 "masquerade_classes = header_sender\n",
		 NULL, NULL, NULL, SEVERITY_FINE, NULL, NULL},
		NULL, NULL},
	{{"routes in local parts are told of, and well",
		 "allow_percent_hack = yes\nswap_bangpath = no\n"
		 "resolve_dequoted_address = yes\n",
		 NULL, NULL, NULL, SEVERITY_FINE, NULL, NULL},
		NULL, NULL},
};

static void expect(const struct mta_row *row, const struct findings *f)
{
	size_t wrong = 0;

	assert_int_equal(findings_err(f), ERR_OK);
	for (size_t i = 0; i < f->len; i++) {
		const struct finding *item = &f->items[i];

		if (item->severity == SEVERITY_FINE)
			continue;
		wrong++;
		if (!row->what || item->severity != row->severity ||
			!strstr(item->what, row->what))
			fail_msg("%s: %s", severity_name(item->severity),
				item->what);
		if (row->mend &&
			(!item->mend || !strstr(item->mend, row->mend)))
			fail_msg("mend: %s", item->mend ? item->mend : "-");
	}
	assert_int_equal(wrong, row->what ? 1 : 0);
}

/* "TABLE KEY VALUE" lines. */
static enum err fake_query(
	void *arg, const char *table, const char *key, struct buf *value)
{
	const struct table_row *row = arg;
	char wanted[400];
	const char *at;

	snprintf(wanted, sizeof(wanted), "%s %s ", table, key);
	at = row->tables ? strstr(row->tables, wanted) : NULL;
	if (!at)
		return ERR_NOT_FOUND;
	at += strlen(wanted);
	return buf_add(value, at, strcspn(at, "\n"));
}

static enum err fake_read(void *arg, const char *path, struct buf *text)
{
	const struct table_row *row = arg;

	(void)path;
	return row->file ? buf_adds(text, row->file) : ERR_NOT_FOUND;
}

static void check_tables(void **state)
{
	struct table_row *with = *state;
	const struct mta_row *row = &with->row;
	char text[4000];
	struct findings f;
	const struct doctor_postfix postfix = {
		.texts = {text, row->services ? row->services : good_services,
			row->overrides ? row->overrides : ""},
		.socket = row->socket ? row->socket : SOCKET,
		.senders = senders,
		.senders_len = sizeof(senders) / sizeof(*senders),
		.query = fake_query,
		.read = fake_read,
		.arg = with};

	findings_init(&f);
	postfix_text(row->config, text, sizeof(text));
	doctor_postfix(&postfix, &f);
	expect(row, &f);
	findings_free(&f);
}

static void check_postfix(void **state)
{
	const struct mta_row *row = *state;
	struct table_row alone = {*row, NULL, NULL};
	void *arg = &alone;

	check_tables(&arg);
}

#define X_GOOD                                                         \
	"Xrobinson, S=local:/run/robinson/robinson.sock, F=T, T=C:1m;" \
	"S:30s;R:30s;E:5m\n"
#define X_DKIM "Xopendkim, S=inet:8891@localhost\n"
#define UNIX "unix:/run/robinson/robinson.sock"

static const struct mta_row sendmail_rows[] = {
	{.name = "all is well",
		.config =
			"O InputMailFilters=robinson,opendkim\n" X_GOOD X_DKIM},
	{.name = "over TCP",
		.config = "O InputMailFilters=rb\n"
			  "Xrb, S=inet:8895@127.0.0.1, F=T, T=R:1m\n",
		.socket = "inet:8895@localhost"},
	{"nothing of ours", "O InputMailFilters=opendkim\n" X_DKIM, NULL, NULL,
		NULL, SEVERITY_ERROR, "does not ask Robinson",
		"INPUT_MAIL_FILTER(`robinson', "
		"`S=local:/run/robinson/robinson.sock, F=T, T="},
	{"defined, not asked", "O InputMailFilters=opendkim\n" X_GOOD, NULL,
		NULL, NULL, SEVERITY_ERROR, "defined, but not asked",
		"define(`confINPUT_MAIL_FILTERS', `robinson,opendkim')dnl"},
	{"no filters at all", X_GOOD, NULL, NULL, NULL, SEVERITY_ERROR,
		"defined, but not asked", "`robinson')dnl"},
	{"fails open",
		"O InputMailFilters=robinson\n"
		"Xrobinson, S=local:/run/robinson/robinson.sock, T=R:30s\n",
		NULL, NULL, NULL, SEVERITY_ERROR, "no F=T", "F=T"},
	{"fails hard",
		"O InputMailFilters=robinson\n"
		"Xrobinson, S=local:/run/robinson/robinson.sock, F=R, T=R:1m\n",
		NULL, NULL, NULL, SEVERITY_WARNING, "F=R", "F=T"},
	{"no times",
		"O InputMailFilters=robinson\n"
		"Xrobinson, S=local:/run/robinson/robinson.sock, F=T\n",
		NULL, NULL, NULL, SEVERITY_WARNING, "waits 10 s", "R:30s"},
	{"a short end",
		"O InputMailFilters=robinson\n"
		"Xrobinson, S=local:/run/robinson/robinson.sock, F=T, "
		"T=R:30s;E:20s\n",
		NULL, NULL, NULL, SEVERITY_WARNING, "20 s for the last", "E:"},
	{"the signer comes first",
		"O InputMailFilters=opendkim, robinson\n" X_DKIM X_GOOD, NULL,
		NULL, NULL, SEVERITY_WARNING, "opendkim comes before Robinson",
		"robinson above that of opendkim"},
	{"who refuses stands behind",
		"O InputMailFilters=robinson, clamav, opendkim\n" X_DKIM X_GOOD
		"Xclamav, S=local:/run/clamav/m.sock, F=T\n",
		NULL, NULL, NULL, SEVERITY_WARNING,
		"clamav comes behind Robinson",
		"line of clamav above that of robinson"},
	{"who refuses, by its socket",
		"O InputMailFilters=robinson, x\n" X_GOOD
		"Xx, S=inet:8893@localhost, F=T\n",
		NULL, NULL, NULL, SEVERITY_WARNING, "x comes behind", NULL},
	{.name = "who refuses stands before",
		.config =
			"O InputMailFilters=x,robinson,opendkim\n" X_GOOD X_DKIM
			"Xx, S=inet:8893@localhost, F=T\n"},
	{"a daemon of its own mind",
		"O InputMailFilters=robinson,opendkim\n" X_GOOD X_DKIM
		"O DaemonPortOptions=Name=MTA, Addr=127.0.0.1\n"
		"O DaemonPortOptions=Name=MSA, Port=587, "
		"InputMailFilters=opendkim\n",
		NULL, NULL, NULL, SEVERITY_ERROR,
		"the daemon MSA has filters of its own without robinson",
		"InputMailFilters=robinson;opendkim"},
	{.name = "a daemon with us among its own",
		.config = "O InputMailFilters=robinson,opendkim\n" X_GOOD X_DKIM
			  "O DaemonPortOptions=Port=587, "
			  "InputMailFilters=robinson;opendkim, Name=MSA\n"},
	{"a signer by its port",
		"O InputMailFilters=a,robinson\nXa, "
		"S=inet:8891@localhost\n" X_GOOD,
		NULL, NULL, NULL, SEVERITY_WARNING, "a comes before Robinson",
		NULL},
};

static void check_sendmail(void **state)
{
	const struct mta_row *row = *state;
	struct findings f;

	findings_init(&f);
	doctor_sendmail(row->config, row->socket ? row->socket : UNIX, &f);
	expect(row, &f);
	findings_free(&f);
}

struct seconds_row {
	const char *name;
	long unit, seconds;
};

static const struct seconds_row seconds_rows[] = {
	{"30s", 1, 30},
	{"5m", 1, 300},
	{"1h", 1, 3600},
	{"2d", 1, 172800},
	{"7", 1, 7},
	{"7", 60, 420},
	{"", 1, 0},
	{"-3s", 1, 0},
	{"x", 1, 0},
	{"99999999999999999999s", 1, 0},
};

static void check_seconds(void **state)
{
	const struct seconds_row *row = *state;

	assert_int_equal(doctor_seconds(row->name, row->unit), row->seconds);
}

struct access_row {
	const char *name;
	mode_t mode;
	uid_t uid, owner;
	gid_t group;
	unsigned wanted;
	bool may;
};

/* The user is in the groups 100 and 200. */
static const struct access_row access_rows[] = {
	{"owner reads", 0400, 10, 10, 1, ACCESS_READ, true},
	{"owner may not write", 0477, 10, 10, 1, ACCESS_WRITE, false},
	{"group writes", 0660, 10, 11, 200, ACCESS_READ | ACCESS_WRITE, true},
	{"group may not, others may", 0606, 10, 11, 100, ACCESS_READ, false},
	{"others", 0604, 10, 11, 1, ACCESS_READ, true},
	{"others may not", 0660, 10, 11, 1, ACCESS_READ, false},
	{"one of two", 0440, 10, 11, 100, ACCESS_READ | ACCESS_WRITE, false},
	{"a directory to pass", 0710, 10, 11, 100, ACCESS_SEARCH, true},
	{"root", 0, 0, 11, 1, ACCESS_READ | ACCESS_WRITE, true},
};

static void check_access(void **state)
{
	const struct access_row *row = *state;
	const struct access_user user = {
		.uid = row->uid, .groups = {100, 200}, .groups_len = 2};
	const struct stat st = {.st_mode = S_IFREG | row->mode,
		.st_uid = row->owner,
		.st_gid = row->group};

	assert_int_equal(access_allows(&user, &st, row->wanted), row->may);
}

/* A Unix socket that is bound; "listens" and says nothing. */
static int bound_socket(const char *path, bool listens)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(sun.sun_path))
		abort();
	memcpy(sun.sun_path, path, strlen(path) + 1);
	if (fd < 0 || bind(fd, (struct sockaddr *)&sun, sizeof(sun)) != 0 ||
		(listens && listen(fd, 1) != 0))
		abort();
	return fd;
}

static void check_socket_of(
	const char *path, const char *what, enum severity severity)
{
	char socket[PATH_MAX];
	struct findings f;
	bool found = false;

	snprintf(socket, sizeof(socket), "unix:%s", path);
	findings_init(&f);
	doctor_socket(socket, NULL, &f);
	for (size_t i = 0; i < f.len; i++)
		found |= f.items[i].severity == severity &&
			strstr(f.items[i].what, what);
	if (!found)
		fail_msg("\"%s\" is not found", what);
	findings_free(&f);
}

static void check_socket(void **state)
{
	char path[PATH_MAX / 2];
	struct tempdir dir;
	int fd;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "s", path);
	check_socket_of(path, "No such file", SEVERITY_ERROR);
	fd = bound_socket(path, false);
	check_socket_of(path, "Connection refused", SEVERITY_ERROR);
	close(fd);
	if (chmod(dir.path, 0777) != 0)
		abort();
	check_socket_of(path, "written by everybody", SEVERITY_ERROR);
	tempdir_remove(&dir);
}

int main(void)
{
	struct rows rows = {0};
	int failed;

	rows_add(&rows, postfix_rows, check_postfix);
	for (size_t i = 0; i < sizeof(table_rows) / sizeof(*table_rows); i++)
		rows_add_one(&rows, table_rows[i].row.name, check_tables,
			&table_rows[i]);
	rows_add(&rows, sendmail_rows, check_sendmail);
	rows_add(&rows, seconds_rows, check_seconds);
	rows_add(&rows, access_rows, check_access);
	rows_add_one(&rows, "nobody behind the socket", check_socket, NULL);
	failed = rows_run("doctor", &rows);
	return failed;
}
