#include "config/files.hpp"

using namespace usher::config;
using namespace usher::config::tests;
using usher::testing::contains;

TEST_CASE("every mistake is told with its place, what is wrong and what would be right") {
    const Mistake mistakes[] = {
        // Unknown keys.
        {"langage = \"it\"", "1:1", "unknown key \"langage\"", "Did you mean \"language\"?"},
        {"\n  colour = 1", "2:3", "unknown key \"colour\"", "Known here: "},
        {"[mention]\ndigit = 6", "2:1", "unknown key \"digit\" in [mention]", "Did you mean \"digits\"?"},
        {"[ops]\nlog_level = \"info\"", "2:1", "unknown key \"log_level\" in [ops]", "listen"},
        {"[slak]", "1:2", "unknown key \"slak\"", "Did you mean \"slack\"?"},
        // Types: what toml++ would convert is refused too.
        {"language = 1", "1:12", "language is a whole number, not a string", "Write language as a string"},
        {"[mention]\nbare = 1", "2:8", "bare is a whole number, not true or false", "Write bare as true or false"},
        {"[mention]\nbare = \"yes\"", "2:8", "bare is a string", "true or false"},
        {"[mention]\ndigits = 6.0", "2:10", "digits is a number with a fraction", "a whole number"},
        {"[mention]\ndigits = \"6\"", "2:10", "digits is a string", "a whole number"},
        {"[mention]\ndigits = true", "2:10", "digits is true or false", "a whole number"},
        {"[mention]\nhosts = \"a.example\"", "2:9", "hosts is a string", "a list of strings"},
        {"[mention]\nhosts = [\"a.example\", 5]", "2:23", "an element of hosts is a whole number", "in quotes"},
        {"language = 1979-05-27", "1:12", "language is a date or time", "a string"},
        {"ops = 5", "1:7", "ops is no table", "[ops]"},
        {"conversation = 5", "1:16", "conversation is no list of tables", "[[conversation]]"},
        {"[conversation]\nmatch = \"*\"", "1:1", "conversation is no list of tables", "double brackets"},
        {"[[ops]]\nlisten = \"\"", "1:1", "ops appears as a list of tables", "single brackets"},
        // Words and figures.
        {"language = \"de\"", "1:12", "\"de\" is no value for language", "en and it"},
        {"time_zone = \"Europe/Rom\"", "1:13", "\"Europe/Rom\" is no time zone", "Europe/Rome"},
        {"time_zone = \"../../etc/passwd\"", "1:13", "is no time zone", "Europe/Rome"},
        {"[mention]\ndigits = 0", "2:10", "digits is 0", "from 1 to 12"},
        {"[mention]\ndigits = 13", "2:10", "digits is 13", "from 1 to 12"},
        {"[mention]\ndigits = -9223372036854775808", "2:10", "digits is -9223372036854775808", "from 1 to 12"},
        {"[mention]\ndigits = 6\nmask = \"%n%n%n%n\"", "2:10", "digits stands beside mask", "Keep one"},
        {"[mention]\nmask = \"%q\"", "2:8", "unknown code", "docs/matching.md"},
        {"[mention]\nmask = \"\"", "2:8", "mask is empty", "remove the line"},
        {"[mention]\nmask = \"%n%n%n%n\"\nhosts = [\"https://a.example\"]", "3:10", "https://a.example",
         "docs/matching.md"},
        {"[mention]\nkeywords = [\"ticket\", \"!\"]", "2:23", "keyword", "docs/matching.md"},
        {"[mention]\nforeign_kinds = [\"\"]", "2:18", "foreign", "docs/matching.md"},
        {"[mention]\nwindow = \"30\"", "2:10", "\"30\" is no duration", "\"30m\""},
        {"[mention]\nwindow = \"-5m\"", "2:10", "is no duration", "\"30m\""},
        {"[mention]\nwindow = \"99999d\"", "2:10", "is no duration", "\"30m\""},
        {"[mention]\nwindow = 30", "2:10", "window is a whole number", "a string"},
        {"[mention]\nplace = \"channel\"", "2:9", "\"channel\" is no value for place", "thread and conversation"},
        // Access and conversations.
        {"[access]\nusers = [\"U0123\"]", "2:10", "\"U0123\" is no person's id", "slack:T0123:U0456"},
        {"[access]\nusers = [\"slack:T01:U01\", \"slack:U0123\"]", "2:27", "\"slack:U0123\" is no person's id",
         "slack:TEAM:USER"},
        {"[access]\nadmins = [\"matrix:bob\"]", "2:11", "\"matrix:bob\" is no person's id", "matrix:@name:server"},
        {"[[conversation]]\nlevel = \"full\"", "1:1", "[[conversation]] has no match", "slack:C0123ABCD"},
        {"[[conversation]]\nmatch = \"#general\"", "2:9", "\"#general\" matches no conversation", "slack:*"},
        {"[[conversation]]\nmatch = \"*\"\nlevel = \"all\"", "3:9", "\"all\" is no value for level",
         "none, minimal, internal and full"},
        {"[[conversation]]\nmatch = \"*\"\nunfurl_level = \"all\"", "3:16", "unfurl_level",
         "none, minimal, internal and full"},
        {"[[conversation]]\nmatch = \"*\"\nanswers = \"dm\"", "3:11", "\"dm\" is no value for answers",
         "conversation and private"},
        {"[[conversation]]\nmatch = \"*\"\nreplies = 11", "3:11", "replies is 11", "from 0 to 10"},
        {"[[conversation]]\nmatch = \"*\"\nnotes = true", "3:9", "notes needs level = \"full\"", "remove notes"},
        {"[[conversation]]\nmatch = \"*\"\nlanguage = \"IT\"", "3:12", "\"IT\" is no value", "en and it"},
        {"[[conversation]]\nmatch = \"*\"\noutsiders = \"no\"", "3:13", "outsiders is a string", "true or false"},
        {"[[conversation]]\nmatch = \"*\"\nlevels = \"full\"", "3:1", "unknown key \"levels\" in [[conversation]]",
         "\"level\""},
        // Places.
        {"[store]\nurl = \"postgres://db/usher\"", "2:7", "this version has no PostgreSQL store", "sqlite:"},
        {"[store]\nurl = \"usher.db\"", "2:7", "url names no store", "sqlite:/var/lib/usher/usher.db"},
        {"[store]\nurl = \"sqlite:\"", "2:7", "url names no store", "sqlite:"},
        {"[audit]\nfile = \"\"", "2:8", "file is empty", "remove the line"},
        {"[audit]\nmax_size = 10", "2:12", "max_size is a whole number", "a string"},
        {"[audit]\nmax_size = \"10\"", "2:12", "\"10\" is no size", "\"10M\""},
        {"[audit]\nmax_size = \"-1M\"", "2:12", "is no size", "\"10M\""},
        {"[audit]\nmax_size = \"1.5M\"", "2:12", "is no size", "\"10M\""},
        {"[audit]\nmax_size = \"1025G\"", "2:12", "is no size", "\"10M\""},
        {"[audit]\nmax_size = \"99999999G\"", "2:12", "is no size", "\"10M\""},
        {"[audit]\nmax_size = \"63K\"", "2:12", "max_size is less than 64K", "\"0\" if something else rotates"},
        {"[audit]\nkeep = 0", "2:8", "keep is 0", "from 1 to 100"},
        {"[ops]\nlisten = \"9464\"", "2:10", "\"9464\" is no address", "127.0.0.1:9464"},
        {"[ops]\nlisten = \"localhost:9464\"", "2:10", "is no address", "Write an IP address"},
        {"[ops]\nlisten = \"127.0.0.1:99999\"", "2:10", "is no address", "127.0.0.1:9464"},
        {"[ops]\nlisten = \"::1:9464\"", "2:10", "is no address", "127.0.0.1:9464"},
        {"[ops]\nlisten = \":9464\"", "2:10", "is no address", "127.0.0.1:9464"},
        {"[ops]\nlisten = \"127.0.0.1:\"", "2:10", "is no address", "127.0.0.1:9464"},
        {"[ops]\nlog = \"xml\"", "2:7", "\"xml\" is no value for log", "json and text"},
        // No TOML at all.
        {"language = it", "1:13", "", "toml.io"},
        {"language = \"it\"\nlanguage = \"en\"", "2:12", "cannot redefine existing string 'language'", "toml.io"},
    };
    for (const auto& mistake : mistakes) {
        check_mistake(mistake);
    }
}

#define MATRIX_ACCOUNT "[matrix]\nhomeserver = \"https://m.org\"\nuser = \"@u:m.org\"\n"
#define MATRIX_LOGIN MATRIX_ACCOUNT "password = { env = \"P\" }\n"

TEST_CASE("the Matrix section is checked key by key") {
    const Mistake mistakes[] = {
        {"[matrix]\nhomeserver = \"x\"\nuser = \"@u:m.org\"\npassword = { env = \"P\" }", "2:14",
         "homeserver is no URL that may be called", "https://"},
        {"[matrix]\nuser = \"@u:m.org\"\npassword = { env = \"P\" }", "1:1", "homeserver", "base URL"},
        {"[matrix]\nhomeserver = \"https://m.org\"\nuser = \"usher\"\npassword = { env = \"P\" }", "3:8",
         "\"usher\" is no user id", "@usher:example.org"},
        {MATRIX_ACCOUNT, "1:1", "access_token", "refresh_token"},
        {MATRIX_LOGIN "usr = 5", "5:1", "unknown key \"usr\"", "user"},
        {MATRIX_LOGIN "command = \"ticket\"", "5:11", "command is no command word", "!ticket"},
        {MATRIX_LOGIN "client_id = \"x\"", "5:13", "client_id stands without refresh_token", "remove it"},
        {MATRIX_LOGIN "invite = { people = [\"anna\"] }", "5:22", "\"anna\" does not belong here", "@anna:example.org"},
        {MATRIX_LOGIN "invite = { servers = [\"@a:b\"] }", "5:23", "does not belong here", "example.org"},
        {MATRIX_LOGIN "invite = { rooms = [\"#a:b\"] }", "5:21", "does not belong here", "!room:example.org"},
        {MATRIX_LOGIN "invite = { person = [] }", "5:12", "unknown key \"person\"", "people"},
    };
    for (const auto& mistake : mistakes) {
        check_mistake(mistake);
    }
}

TEST_CASE("the desk's section is checked key by key") {
    const std::string login = "[keliweb]\nclient_id = \"c\"\nclient_secret = { env = \"S\" }\nusername = \"u\"\n";
    const Mistake mistakes[] = {
        {"[keliweb]\naccess_token = { env = \"T\" }\nurl = \"http://api.example\"", "3:7",
         "url is no URL that may be called", "https"},
        {"[keliweb]\naccess_token = { env = \"T\" }\nurl = \"ftp://127.0.0.1\"", "3:7", "url is no URL", "https"},
        {"[keliweb]\naccess_token = { env = \"T\" }\nurl = \"https://u:p@api.example\"", "3:7", "url is no URL",
         "https"},
        {"[keliweb]\naccess_token = { env = \"T\" }\nurl = \"\"", "3:7", "url is no URL", "https"},
        {"[keliweb]\naccess_token = { env = \"T\" }\nclient_id = \"c\"", "3:13", "client_id stands beside access_token",
         "Keep either"},
        {"[keliweb]\naccess_token = { env = \"T\" }\ntime_zone = \"Mars/Rome\"", "3:13", "is no time zone", "tzdata"},
        {"[keliweb]\naccess_token = { env = \"T\" }\nticket_link = \"https://d.example/\"", "3:15",
         "where the number goes", "{number}"},
        {"[keliweb]\naccess_token = { env = \"T\" }\nticket_link = \"http://d.example/{number}\"", "3:15",
         "no https URL", "https"},
        {"[keliweb]\naccess_token = { env = \"T\" }\nticket_link = \"https://d.example/?tid={number}&c=abc\"", "3:15",
         "access key", "Remove c="},
        {"[keliweb]\naccess_token = { env = \"T\" }\nusers = [7]", "3:10", "an element of users is a whole number",
         "in quotes"},
    };
    for (const auto& mistake : mistakes) {
        check_mistake(mistake);
    }
    const auto found = errors(login);
    REQUIRE(found.size() == 1);
    CHECK(contains(found.front(), "usher.toml:1:1: [keliweb] has no password. Give client_id"));
}

TEST_CASE("Slack's section is checked key by key") {
    const Mistake mistakes[] = {
        {"[slack]\nbot_token = { env = \"B\" }", "1:1", "[slack] has no app_token", "connections:write"},
        {"[slack]\napp_token = { env = \"A\" }", "1:1", "[slack] has no bot_token", "xoxb-"},
        {"[slack]\napp_token = { env = \"A\" }\nbot_token = { env = \"B\" }\napi_url = \"http://slack.com/api/\"",
         "4:11", "api_url is no URL", "loopback"},
        {"[slack]\napp_token = { env = \"A\" }\nbot_token = { env = \"B\" }\ncommand = \"ticket\"", "4:11",
         "no Slack command", "\"/ticket\""},
        {"[slack]\napp_token = { env = \"A\" }\nbot_token = { env = \"B\" }\ncommand = \"/Ticket\"", "4:11",
         "no Slack command", "a-z"},
        {"[slack]\napp_token = { env = \"A\" }\nbot_token = { env = \"B\" }\ncommand = \"/ticket me\"", "4:11",
         "no Slack command", "a-z"},
        {"[slack]\napp_token = { env = \"A\" }\nbot_token = { env = \"B\" }\ncommand = "
         "\"/abcdefghijklmnopqrstuvwxyzabcdef\"",
         "4:11", "no Slack command", "up to 31"},
    };
    for (const auto& mistake : mistakes) {
        check_mistake(mistake);
    }
}

TEST_CASE("a secret has to be somewhere else, in exactly one place") {
    const Mistake mistakes[] = {
        {"[keliweb]\naccess_token = \"canary-4711\"", "2:16", "may not stand in the configuration itself",
         "{ file = \"/path\" }"},
        {"[keliweb]\naccess_token = [\"canary-4711\"]", "2:16", "may not stand in the configuration itself",
         "{ env = "},
        {"[keliweb]\naccess_token = {}", "2:16", "names no source", "{ credential = "},
        {"[keliweb]\naccess_token = { env = \"A\", file = \"/b\" }", "2:16", "names more than one source", "{ file = "},
        {"[keliweb]\naccess_token = { env = \"\" }", "2:24", "env is empty", "{ env = \"NAME\" }"},
        {"[keliweb]\naccess_token = { env = \"A\", mode = 5 }", "2:29", "unknown key in access_token",
         "Known here: credential, env, file."},
        {"[keliweb]\naccess_token = { files = \"/b\", env = \"A\" }", "2:18", "unknown key \"files\"",
         "Did you mean \"file\"?"},
    };
    for (const auto& mistake : mistakes) {
        check_mistake(mistake);
    }
}

TEST_CASE("a secret that somebody wrote into the file is never repeated, not even by a parse error") {
    for (const std::string value :
         {"\"canary-4711\"", "canary-4711", "\"canary-4711", "{ \"canary-4711\" }", "{ canary-4711 = 1 }",
          "{ value = \"canary-4711\" }", "'''canary-4711", "4711 canary"}) {
        for (const auto& sentence : errors("[keliweb]\naccess_token = " + value + "\n")) {
            CAPTURE(sentence);
            CHECK_FALSE(contains(sentence, "canary"));
        }
        CHECK_FALSE(errors("[keliweb]\naccess_token = " + value + "\n").empty());
    }
}

TEST_CASE("a parse error does not show the letters of a secret that it stumbled over") {
    for (const std::string value : {"iq7w-4711", "nq7w-4711", "tq7w-4711", "fq7w-4711"}) {
        const auto found = errors("[keliweb]\naccess_token = " + value + "\n");

        REQUIRE(found.size() == 1);
        CAPTURE(found.front());
        CHECK_FALSE(contains(found.front(), value.substr(0, 2)));
    }
}

TEST_CASE("all mistakes are told at once, in the order of the file") {
    const auto found = errors("langage = 1\n[slack]\ncommand = \"x\"\n[mention]\ndigits = 0\nplace = \"here\"\n");

    REQUIRE(found.size() == 6);
    CHECK(contains(found[0], "usher.toml:1:1: unknown key \"langage\""));
    CHECK(contains(found[1], "usher.toml:2:1: [slack] has no app_token"));
    CHECK(contains(found[2], "usher.toml:2:1: [slack] has no bot_token"));
    CHECK(contains(found[3], "usher.toml:3:11: "));
    CHECK(contains(found[4], "usher.toml:5:10: "));
    CHECK(contains(found[5], "usher.toml:6:9: "));
}

TEST_CASE("what a command needs is missed only by that command") {
    CHECK(errors("", Need::nothing).empty());
    CHECK(errors(desk, Need::desk).empty());
    CHECK(errors(desk + slack, Need::run).empty());

    CHECK(contains(errors("", Need::desk).at(0), "usher.toml: there is no [keliweb] section"));
    const auto run = errors("", Need::run);
    REQUIRE(run.size() == 2);
    CHECK(contains(run[0], "[keliweb]"));
    CHECK(contains(run[1], "usher.toml: there is no chat platform. Add a [slack] or a [matrix] section"));
}

TEST_CASE("no bytes are too strange to be refused in words") {
    std::string deep = "a = ";
    deep.append(5000, '[');
    const std::string inputs[] = {std::string(3, '\0'),
                                  "\xFF\xFE",
                                  "\xEF\xBB\xBF",
                                  "[",
                                  "]",
                                  "a",
                                  "a =",
                                  "=",
                                  "\"",
                                  "'''",
                                  "[[",
                                  "[[]]",
                                  "a.b.c = 1",
                                  "[keliweb.url]",
                                  "[[keliweb.x]]",
                                  "conversation = [[1]]",
                                  "conversation = [{}, 5]",
                                  deep};
    for (const auto& input : inputs) {
        CAPTURE(input.substr(0, 30));
        for (const auto& sentence : errors(input, Need::run)) {
            CHECK_FALSE(sentence.empty());
        }
        CHECK_FALSE(errors(input, Need::run).empty());
    }
}
