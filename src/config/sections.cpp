#include "config/sections.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "usher/card/words.hpp"
#include "usher/net/http_client.hpp"

namespace usher::config {

namespace {

/// https, or http on loopback, and without a login: that would be a secret in the configuration.
bool may_be_called(std::string_view url) {
    const auto origin = net::origin(url);
    const auto path = url.find('/', std::min(url.size(), url.find("://") + 3));
    const bool has_login = url.substr(0, path).find('@') != std::string_view::npos;
    return !has_login && (origin.starts_with("https://") || (origin.starts_with("http://") && net::is_loopback(url)));
}

bool is_person(std::string_view id) {
    if (id.starts_with("matrix:@")) {
        return id.find(':', 8) != std::string_view::npos;
    }
    if (!id.starts_with("slack:")) {
        return false;
    }
    const auto middle = id.find(':', 6);
    return middle != std::string_view::npos && middle > 6 && middle + 1 < id.size();
}

std::vector<std::string> take_people(TableReader& reader, std::string_view key) {
    auto people = reader.strings(key).value_or(std::vector<std::string>{});
    for (std::size_t i = 0; i < people.size(); ++i) {
        if (const auto& person = people[i]; !is_person(person)) {
            reader.error_at(key, i, "\"" + person + "\" is no person's id",
                            "Write slack:TEAM:USER, for example \"slack:T0123:U0456\", or matrix:@name:server. Names "
                            "can be taken by "
                            "somebody else, ids cannot.");
        }
    }
    return people;
}

/// What the matching rule says against these options; empty if nothing.
std::string objection(const mention::Options& options) {
    try {
        const mention::Matcher matcher(options);
        return {};
    } catch (const std::invalid_argument& problem) {
        return problem.what();
    }
}

/// Takes a list of `[mention]`, asking the matching rule about each element so that an error stands where the element
/// does.
void take_words(TableReader& reader, std::string_view key, std::vector<std::string>& target,
                std::vector<std::string> mention::Options::* list) {
    auto words = reader.strings(key);
    if (!words) {
        return;
    }
    for (std::size_t i = 0; i < words->size(); ++i) {
        mention::Options alone;
        (alone.*list).push_back((*words)[i]);
        if (const auto problem = objection(alone); !problem.empty()) {
            reader.error_at(key, i, problem, "See docs/matching.md for what is allowed.");
        }
    }
    target = std::move(*words);
}

/// `https://host/path?tid={number}`, without the access key.
void take_ticket_link(TableReader& reader, Keliweb& keliweb) {
    auto link = reader.string("ticket_link");
    if (!link) {
        return;
    }
    if (!may_be_called(*link)) {
        reader.error_at("ticket_link", "ticket_link is no https URL", "Write https://…/viewticket.php?tid={number}.");
    } else if (link->find("{number}") == std::string::npos) {
        reader.error_at("ticket_link", "ticket_link does not say where the number goes",
                        "Put {number} into it: https://…/viewticket.php?tid={number}.");
    } else if (link->find("?c=") != std::string::npos || link->find("&c=") != std::string::npos) {
        reader.error_at("ticket_link", "ticket_link carries an access key (c=)",
                        "Remove c=…; it would open every ticket to everybody.");
    } else {
        keliweb.ticket_link = std::move(*link);
    }
}

/// An IP address, in brackets if it is IPv6, and a port.
bool is_listen_address(std::string_view listen) {
    const auto colon = listen.rfind(':');
    if (colon == std::string_view::npos) {
        return false;
    }
    const auto digits = listen.substr(colon + 1);
    unsigned port = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size() || port > 65535) {
        return false;
    }
    std::string host(listen.substr(0, colon));
    in6_addr address{};
    if (host.starts_with('[') && host.ends_with(']')) {
        return ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &address) == 1;
    }
    return ::inet_pton(AF_INET, host.c_str(), &address) == 1;
}

} // namespace

void take_url(TableReader& reader, std::string_view key, std::string& target) {
    auto url = reader.string(key);
    if (!url) {
        return;
    }
    if (may_be_called(*url) && url->find_first_of("?#") == std::string::npos) {
        target = std::move(*url);
        return;
    }
    reader.error_at(key, std::string(key) + " is no URL that may be called",
                    "Use https://…, without a login or a query; http:// is for loopback only.");
}

void take_text(TableReader& reader, std::string_view key, std::string& target) {
    if (auto value = reader.string(key)) {
        if (value->empty()) {
            reader.error_at(key, std::string(key) + " is empty", "Give it a value, or remove the line.");
        }
        target = std::move(*value);
    }
}

void check_time_zone(TableReader& reader, std::string_view key, const std::string& zone) {
    if (reader.has(key) && !card::known_zone(zone)) {
        reader.error_at(key, "\"" + zone + "\" is no time zone that this system knows",
                        "Use a name such as \"Europe/Rome\" (package tzdata).");
    }
}

void read_keliweb(const toml::table& table, Config& config, Errors& errors) {
    TableReader reader(table, "[keliweb]", errors);
    auto& keliweb = config.keliweb.emplace();
    take_url(reader, "url", keliweb.url);
    while (keliweb.url.ends_with('/')) {
        keliweb.url.pop_back();
    }
    take_text(reader, "client_id", keliweb.client_id);
    keliweb.client_secret = reader.secret("client_secret");
    take_text(reader, "username", keliweb.username);
    keliweb.password = reader.secret("password");
    keliweb.access_token = reader.secret("access_token");
    take_text(reader, "time_zone", keliweb.time_zone);
    check_time_zone(reader, "time_zone", keliweb.time_zone);
    take_ticket_link(reader, keliweb);
    keliweb.users = reader.strings("users").value_or(std::vector<std::string>{});

    const bool by_token = reader.has("access_token");
    for (const auto* key : {"client_id", "client_secret", "username", "password"}) {
        if (by_token && reader.has(key)) {
            reader.error_at(key, std::string(key) + " stands beside access_token",
                            "Keep either access_token or the four of the login.");
        } else if (!by_token && !reader.has(key)) {
            reader.missing(key, "Give client_id, client_secret, username and password, or access_token instead.");
        }
    }
}

void read_slack(const toml::table& table, Config& config, Errors& errors) {
    TableReader reader(table, "[slack]", errors);
    auto& slack = config.slack.emplace();
    const auto take_secret = [&](std::string_view key, secret::Source& target, std::string_view mend) {
        if (auto source = reader.secret(key)) {
            target = std::move(*source);
        } else if (!reader.has(key)) {
            reader.missing(key, std::string(mend));
        }
    };
    take_secret("app_token", slack.app_token,
                "Add app_token = { file = \"…\" } with the xapp-… token (scope connections:write).");
    take_secret("bot_token", slack.bot_token, "Add bot_token = { file = \"…\" } with the xoxb-… token.");
    take_url(reader, "api_url", slack.api_url);
    if (!slack.api_url.ends_with('/')) {
        slack.api_url += '/';
    }
    take_text(reader, "command", slack.command);
    const bool shaped = slack.command.size() >= 2 && slack.command.size() <= 32 && slack.command.front() == '/' &&
                        std::ranges::all_of(slack.command.substr(1), [](unsigned char c) {
                            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
                        });
    if (reader.has("command") && !shaped) {
        reader.error_at("command", "command is no Slack command",
                        "Use a slash and up to 31 of a-z, 0-9, - and _: \"/ticket\".");
    }
}

void read_mention(const toml::table& table, Config& config, Errors& errors) {
    TableReader reader(table, "[mention]", errors);
    auto& mention = config.mention;
    mention.digits = reader.integer("digits", 1, 12).value_or(mention.digits);
    take_text(reader, "mask", mention.mask);
    mention::Options masked;
    masked.mask = mention.mask;
    if (const auto problem = objection(masked); !problem.empty()) {
        reader.error_at("mask", problem, "See docs/matching.md for what is allowed.");
    }
    if (reader.has("mask") && reader.has("digits")) {
        reader.error_at("digits", "digits stands beside mask",
                        "Keep one of them: a mask says how many digits there are.");
    }
    mention.bare = reader.boolean("bare").value_or(false);
    take_words(reader, "hosts", mention.hosts, &mention::Options::hosts);
    take_words(reader, "keywords", mention.keywords, &mention::Options::keywords);
    take_words(reader, "foreign_kinds", mention.foreign_kinds, &mention::Options::foreign_kinds);
    config.window = reader.duration("window").value_or(config.window);
    config.place = reader.choice<Place>("place", parse_place, "thread and conversation").value_or(config.place);
}

void read_access(const toml::table& table, Config& config, Errors& errors) {
    TableReader reader(table, "[access]", errors);
    config.policy.users = take_people(reader, "users");
    config.policy.admins = take_people(reader, "admins");
}

void read_conversation(const toml::table& table, Config& config, Errors& errors) {
    TableReader reader(table, "[[conversation]]", errors);
    policy::ConversationRule rule;
    if (const auto match = reader.string("match")) {
        if (auto pattern = policy::Pattern::parse(*match)) {
            rule.match = std::move(*pattern);
        } else {
            reader.error_at("match", "\"" + *match + "\" matches no conversation",
                            "Use \"slack:C0123ABCD\", \"matrix:!room:server\", \"slack:*\", \"matrix:*\" or \"*\".");
        }
    } else if (!reader.has("match")) {
        reader.missing("match", "Say which conversations it is for: match = \"slack:C0123ABCD\".");
    }
    constexpr std::string_view levels = "none, minimal, internal and full";
    rule.level = reader.choice<policy::Level>("level", policy::parse_level, levels);
    rule.unfurl = reader.boolean("unfurl");
    rule.unfurl_level = reader.choice<policy::Level>("unfurl_level", policy::parse_level, levels);
    rule.answers = reader.choice<policy::Answers>("answers", parse_answers, "conversation and private");
    rule.replies = reader.integer("replies", 0, 10);
    rule.notes = reader.boolean("notes");
    if (rule.notes.value_or(false) && rule.level != policy::Level::full) {
        reader.error_at("notes", "notes needs level = \"full\"",
                        "Set level = \"full\" for this conversation, or remove notes.");
    }
    rule.outsiders = reader.boolean("outsiders");
    rule.language = reader.choice<policy::Language>("language", policy::parse_language, "en and it");
    rule.departments = reader.strings("departments").value_or(std::vector<std::string>{});
    rule.bare = reader.boolean("bare");
    rule.window = reader.duration("window");
    if (const auto place = reader.choice<Place>("place", parse_place, "thread and conversation")) {
        rule.place_thread = *place == Place::thread;
    }
    config.policy.conversations.push_back(std::move(rule));
}

std::string path_in(const char* variable, std::string_view path) {
    const char* folder = std::getenv(variable);
    if (path.starts_with('/') || folder == nullptr || *folder == '\0') {
        return std::string(path);
    }
    // systemd may name several folders; the first is ours.
    const std::string_view first(folder);
    return std::string(first.substr(0, first.find(':'))) + "/" + std::string(path);
}

void read_store(const toml::table& table, Config& config, Errors& errors) {
    TableReader reader(table, "[store]", errors);
    const auto url = reader.string("url");
    if (!url) {
        return;
    }
    constexpr std::string_view scheme = "sqlite:";
    if (url->starts_with("postgres")) {
        reader.error_at("url", "this version has no PostgreSQL store", "Use url = \"sqlite:/var/lib/usher/usher.db\".");
    } else if (!url->starts_with(scheme) || url->size() == scheme.size()) {
        reader.error_at("url", "url names no store", "Use url = \"sqlite:/var/lib/usher/usher.db\".");
    } else {
        config.store_path = path_in("STATE_DIRECTORY", std::string_view(*url).substr(scheme.size()));
    }
}

void read_audit(const toml::table& table, Config& config, Errors& errors) {
    TableReader reader(table, "[audit]", errors);
    std::string file;
    take_text(reader, "file", file);
    if (!file.empty()) {
        config.audit.file = path_in("LOGS_DIRECTORY", file);
    }
    constexpr std::uint64_t least = 64U << 10U;
    config.audit.max_size = reader.size("max_size").value_or(config.audit.max_size);
    if (config.audit.max_size > 0 && config.audit.max_size < least) {
        reader.error_at("max_size", "max_size is less than 64K",
                        "Use \"64K\" or more, or \"0\" if something else rotates the file.");
    }
    config.audit.keep = reader.integer("keep", 1, 100).value_or(config.audit.keep);
}

void read_ops(const toml::table& table, Config& config, Errors& errors) {
    TableReader reader(table, "[ops]", errors);
    if (auto listen = reader.string("listen")) {
        if (!listen->empty() && !is_listen_address(*listen)) {
            reader.error_at("listen", "\"" + *listen + "\" is no address to listen on",
                            "Write an IP address and a port, for example \"127.0.0.1:9464\", or \"\" for none.");
        }
        config.ops.listen = std::move(*listen);
    }
    config.ops.log = reader.choice<Ops::Log>("log", parse_log, "json and text").value_or(config.ops.log);
}

} // namespace usher::config
