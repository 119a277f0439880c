#include <algorithm>
#include <array>
#include <string_view>

#include "text/codepoints.hpp"
#include "text/secret_scan.hpp"
#include "text/secret_value.hpp"

namespace usher::text {

namespace {

/// What stands around `i` on its line, a few hundred bytes of it.
std::string_view line_around(const SecretScan& scan, std::size_t i) {
    constexpr std::size_t reach = 200;
    const auto from = i - std::min(i, reach);
    const auto before = scan.lower().substr(from, i - from).rfind('\n');
    const auto begin = before == std::string_view::npos ? from : from + before + 1;
    const auto line = scan.lower().substr(begin, 2 * reach);
    return line.substr(0, line.find('\n', i - begin));
}

bool names_program(std::string_view line, std::string_view program) {
    const auto at = line.find(program);
    return at != std::string_view::npos && (at == 0 || !is_alnum(line[at - 1]));
}

/// Calls `report` behind each `option`.
template <typename Report>
void each_argument(const SecretScan& scan, std::string_view option, Report report) {
    const auto text = scan.text();
    for (auto at = text.find(option); at != std::string_view::npos; at = text.find(option, at + option.size())) {
        report(at + option.size());
    }
}

enum class Glue : std::uint8_t { attached, apart, either };

struct Option {
    std::string_view program; ///< Lower case.
    std::string_view flag;
    Glue glue;
};

constexpr auto options = std::to_array<Option>({
    {"7z", " -p", Glue::attached},
    {"docker login", " -p", Glue::apart},
    {"freerdp", " /p:", Glue::attached},
    {"ldap", " -w", Glue::either},
    {"mariadb", " -p", Glue::attached},
    {"mongo", " -p", Glue::apart},
    {"mysql", " -p", Glue::attached},
    {"ncftp", " -p", Glue::apart},
    {"openssl", " -k", Glue::apart},
    {"podman login", " -p", Glue::apart},
    {"rar", " -p", Glue::attached},
    {"redis-cli", " -a", Glue::apart},
    {"sshpass", " -p", Glue::either},
    {"unzip", " -P", Glue::either},
    {"zip", " -P", Glue::either},
});

/// A number behind "docker -p" is a port; "mysql -proot" is not.
bool may_be_password(std::string_view token, Glue glue) {
    const auto look = look_of(token);
    const bool port = (look == Look::digits && token.size() < 6) || look == Look::number;
    return look != Look::nothing && look != Look::everyday && !(port && glue != Glue::attached) &&
           token.find("://") == std::string_view::npos;
}

void report_option(SecretScan& scan, const Option& option, std::size_t at) {
    const bool apart = is_blank(scan.at(at));
    if ((apart && option.glue == Glue::attached) || (!apart && option.glue == Glue::apart)) {
        return;
    }
    const auto begin = apart ? at + 1 : at;
    if (is_space(scan.at(begin)) || scan.at(begin) == '\0' || scan.at(begin) == '-') {
        return;
    }
    const auto value = read_value(scan, begin);
    if (may_be_password(scan.text().substr(value.begin, value.end - value.begin), option.glue)) {
        report_value(scan, value, Secret::Kind::password);
    }
}

void find_options(SecretScan& scan) {
    for (const std::string_view flag : {" -P", " -a", " -k", " -p", " -w", " /p:"}) {
        each_argument(scan, flag, [&scan, flag](std::size_t at) {
            const auto line = line_around(scan, at);
            for (const Option& option : options) {
                if (option.flag == flag && names_program(line, option.program)) {
                    report_option(scan, option, at);
                    return;
                }
            }
        });
    }
}

struct Login {
    std::string_view program;
    std::string_view option;
    char sign; ///< Between the user and the password.
};

constexpr auto logins = std::to_array<Login>({
    {"curl", " -u", ':'},
    {"curl", " --user", ':'},
    {"lftp", " -u", ','},
    {"smbclient", " -U", '%'},
    {"wget", " --user", ':'},
});

void find_logins(SecretScan& scan) {
    for (const Login& login : logins) {
        if (scan.lower().find(login.program) == std::string_view::npos) {
            continue;
        }
        each_argument(scan, login.option, [&scan, &login](std::size_t at) {
            if (!names_program(line_around(scan, at), login.program)) {
                return;
            }
            const auto begin = is_blank(scan.at(at)) || scan.at(at) == '=' ? at + 1 : at;
            const auto value = read_value(scan, begin);
            const auto token = scan.text().substr(value.begin, value.end - value.begin);
            const auto sign = token.find(login.sign);
            if (sign != std::string_view::npos && !token.contains("://")) {
                scan.report(value.begin + sign + 1, value.end, Secret::Kind::password);
            }
        });
    }
}

/// echo "root:tigre" | chpasswd
void find_piped_password(SecretScan& scan) {
    each_argument(scan, "| chpasswd", [&scan](std::size_t behind) {
        auto end = behind - std::string_view("| chpasswd").size();
        const auto is_border = [](char c) { return is_space(c) || c == '"' || c == '\''; };
        while (end > 0 && is_border(scan.before(end))) {
            --end;
        }
        auto begin = end;
        while (begin > 0 && end - begin < judged_length && scan.before(begin) != ':' &&
               !is_border(scan.before(begin))) {
            --begin;
        }
        if (scan.before(begin) == ':') {
            scan.report(begin, end, Secret::Kind::password);
        }
    });
}

std::size_t over_blanks(const SecretScan& scan, std::size_t i) {
    while (is_blank(scan.at(i))) {
        ++i;
    }
    return i;
}

/// htpasswd -b file user tigre
void find_htpasswd(SecretScan& scan) {
    each_argument(scan, "htpasswd -", [&scan](std::size_t at) {
        const auto flags = read_value(scan, at);
        if (!scan.text().substr(flags.begin, flags.end - flags.begin).contains('b')) {
            return;
        }
        auto value = flags;
        for (int argument = 0; argument < 3; ++argument) {
            const auto begin = over_blanks(scan, value.next);
            if (scan.at(begin) == '\n' || scan.at(begin) == '\0') {
                return;
            }
            value = read_value(scan, begin);
        }
        report_value(scan, value, Secret::Kind::password);
    });
}

/// mysqli_connect("localhost", "user", "tigre"): the third argument, if it is a text.
void find_calls(SecretScan& scan) {
    constexpr auto calls = std::to_array<std::string_view>(
        {"ftp_login(", "imap_open(", "mysql_connect(", "mysqli_connect(", "new mysqli(", "new pdo("});
    constexpr std::size_t longest_argument = 120;
    for (const auto call : calls) {
        const auto lower = scan.lower();
        for (auto at = lower.find(call); at != std::string_view::npos; at = lower.find(call, at + 1)) {
            auto begin = at + call.size();
            for (int argument = 0; argument < 2; ++argument) {
                begin = over_blanks(scan, begin);
                const auto quoted = quote_at(scan, begin) > 0 ? read_value(scan, begin) : Value{};
                const auto from = quoted.quoted ? quoted.next : begin;
                const auto comma = lower.substr(from, longest_argument).find_first_of(",;\n");
                if (comma == std::string_view::npos || lower[from + comma] != ',') {
                    begin = scan.text().size();
                    break;
                }
                begin = from + comma + 1;
            }
            begin = over_blanks(scan, begin);
            if (quote_at(scan, begin) == 0) {
                continue;
            }
            const auto value = read_value(scan, begin);
            if (value.quoted && look_of(scan.text().substr(value.begin, value.end - value.begin)) != Look::nothing) {
                report_value(scan, value, Secret::Kind::password);
            }
        }
    }
}

} // namespace

void find_command_lines(SecretScan& scan) {
    find_options(scan);
    find_logins(scan);
    find_piped_password(scan);
    find_htpasswd(scan);
    find_calls(scan);
}

} // namespace usher::text
