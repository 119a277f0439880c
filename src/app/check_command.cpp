#include "app/check_command.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>

#include <nlohmann/json.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "app/commands.hpp"
#include "app/configuration.hpp"

namespace usher::app {

namespace {

using Grade = Finding::Grade;

std::string_view word(Grade grade) {
    switch (grade) {
    case Grade::ok:
        return "ok";
    case Grade::warning:
        return "warning";
    case Grade::problem:
        break;
    }
    return "problem";
}

void print(const Finding& finding, bool as_json) {
    if (as_json) {
        const nlohmann::ordered_json line = {
            {"grade", word(finding.grade)}, {"area", finding.area}, {"what", finding.what}, {"mend", finding.mend}};
        std::cout << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
        return;
    }
    std::cout << word(finding.grade) << "  " << finding.area << ": " << finding.what;
    if (!finding.mend.empty()) {
        std::cout << " " << finding.mend;
    }
    std::cout << "\n";
}

void check_secret(std::vector<Finding>& findings, const std::string& area, const std::string& name,
                  const secret::Source& source, std::string_view prefix) {
    const auto value = secret::read(source);
    if (!value) {
        findings.push_back({Grade::problem, area, name + " cannot be read: " + value.error(), ""});
        return;
    }
    if (!prefix.empty() && !value->reveal().starts_with(prefix)) {
        findings.push_back({Grade::problem, area, name + " does not begin with " + std::string(prefix) + ".",
                            prefix == "xapp-" ? "Take the app-level token from Basic Information."
                                              : "Take the bot token from OAuth & Permissions."});
        return;
    }
    struct stat status{};
    if (source.kind == secret::Source::Kind::file && ::stat(source.name.c_str(), &status) == 0 &&
        (status.st_mode & S_IRWXO) != 0) {
        findings.push_back({Grade::warning, area,
                            name + " lies in a file that every user of this machine may read or change.",
                            "Run chmod o= on it."});
        return;
    }
    findings.push_back({Grade::ok, area, name + " is there.", ""});
}

void check_secrets(std::vector<Finding>& findings, const config::Config& config) {
    if (config.slack) {
        check_secret(findings, "slack", "app_token", config.slack->app_token, "xapp-");
        check_secret(findings, "slack", "bot_token", config.slack->bot_token, "xoxb-");
    }
    if (config.matrix) {
        const std::pair<const char*, const std::optional<secret::Source>&> ways_in[] = {
            {"access_token", config.matrix->access_token},
            {"password", config.matrix->password},
            {"refresh_token", config.matrix->refresh_token}};
        for (const auto& [name, source] : ways_in) {
            if (source) {
                check_secret(findings, "matrix", name, *source, "");
            }
        }
    }
    if (!config.keliweb) {
        return;
    }
    const std::pair<const char*, const std::optional<secret::Source>&> secrets[] = {
        {"client_secret", config.keliweb->client_secret},
        {"password", config.keliweb->password},
        {"access_token", config.keliweb->access_token}};
    for (const auto& [name, source] : secrets) {
        if (source) {
            check_secret(findings, "keliweb", name, *source, "");
        }
    }
    if (config.keliweb->access_token) {
        findings.push_back({Grade::warning, "keliweb", "access_token is fixed; Keliweb's tokens live for one hour.",
                            "Give client_id, client_secret, username and password, unless something else renews it."});
    }
}

bool exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

void check_store(std::vector<Finding>& findings, const config::Config& config) {
    const auto folder = std::filesystem::absolute(config.store_path).parent_path().string();
    if (::access(folder.c_str(), W_OK | X_OK) != 0) {
        findings.push_back({Grade::problem, "store", "cannot write to the folder " + folder + ".",
                            "Create it, owned by Usher's user, with mode 0700."});
    } else if (exists(config.store_path) && ::access(config.store_path.c_str(), R_OK | W_OK) != 0) {
        findings.push_back({Grade::problem, "store", "cannot write to " + config.store_path + ".",
                            "Usher's user must own it; is this another user's file?"});
    } else {
        findings.push_back({Grade::ok, "store", "the folder " + folder + " can be written.", ""});
    }
}

void check_audit(std::vector<Finding>& findings, const config::Config& config) {
    if (!config.audit.file) {
        findings.push_back({Grade::ok, "audit", "no audit is kept ([audit] file is not set).", ""});
        return;
    }
    const auto& file = *config.audit.file;
    const auto folder = std::filesystem::absolute(file).parent_path().string();
    const bool folder_open = ::access(folder.c_str(), W_OK | X_OK) == 0;
    struct stat status{};
    const bool there = ::stat(file.c_str(), &status) == 0;
    if (there && !S_ISREG(status.st_mode)) {
        findings.push_back(
            {Grade::problem, "audit", file + " is no regular file.", "[audit] file has to name one; it is made."});
    } else if (there && ::access(file.c_str(), R_OK | W_OK) != 0) {
        findings.push_back({Grade::problem, "audit", "cannot write to " + file + ".",
                            "Usher's user must own it; is this another user's file?"});
    } else if (!there && !folder_open) {
        findings.push_back({Grade::problem, "audit", "cannot write to the folder " + folder + ".",
                            "Create it, owned by Usher's user, with mode 0700; systemd does it at the first start "
                            "(LogsDirectory=usher)."});
    } else if (!folder_open && config.audit.max_size > 0) {
        findings.push_back({Grade::warning, "audit",
                            file + " can be written, but not rotated: the folder " + folder + " cannot.",
                            "Let Usher's user own the folder, or set max_size = \"0\" and rotate it otherwise."});
    } else if (there && (status.st_mode & S_IRWXO) != 0) {
        findings.push_back({Grade::warning, "audit", file + " may be read or changed by every user of this machine.",
                            "Run chmod o= on it."});
    } else {
        findings.push_back({Grade::ok, "audit", file + " can be written.", ""});
    }
}

/// Whether the ops endpoints could listen where they are to.
void check_listen(std::vector<Finding>& findings, const config::Config& config) {
    const auto& listen = config.ops.listen;
    if (listen.empty()) {
        findings.push_back({Grade::ok, "ops", "no /livez, /readyz and /metrics ([ops] listen is empty).", ""});
        return;
    }
    const auto colon = listen.rfind(':');
    auto host = listen.substr(0, colon);
    std::erase_if(host, [](char c) { return c == '[' || c == ']'; });
    asio::io_context loop(1);
    asio::ip::tcp::acceptor acceptor(loop);
    asio::error_code error;
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(host),
                                           static_cast<std::uint16_t>(std::stoul(listen.substr(colon + 1))));
    acceptor.open(endpoint.protocol(), error);
    acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (acceptor.bind(endpoint, error); !error) {
        findings.push_back({Grade::ok, "ops", listen + " is free for /livez, /readyz and /metrics.", ""});
    } else if (error == asio::error::address_in_use) {
        findings.push_back({Grade::warning, "ops", listen + " is in use.",
                            "If that is a running Usher, all is well; else choose another [ops] listen."});
    } else {
        findings.push_back({Grade::problem, "ops", "cannot listen on " + listen + ": " + error.message() + ".",
                            "Choose an address of this machine and a port above 1023."});
    }
    if (!error && !endpoint.address().is_loopback()) {
        findings.push_back({Grade::warning, "ops", listen + " can be reached from other machines, without a login.",
                            "Use 127.0.0.1, unless the network is private."});
    }
}

void check_invitations(std::vector<Finding>& findings, const config::Config& config) {
    if (config.matrix && config.matrix->invite.people.empty() && config.matrix->invite.servers.empty() &&
        config.matrix->invite.rooms.empty()) {
        findings.push_back({Grade::warning, "matrix",
                            "nobody may invite the bot into a room ([matrix] invite is empty).",
                            "Name people, servers or rooms, unless it is in all its rooms already."});
    }
}

void check_conversations(std::vector<Finding>& findings, const config::Config& config) {
    if (config.policy.users.empty()) {
        findings.push_back(
            {Grade::ok, "access", "everybody in a conversation may ask there ([access] users is empty).", ""});
    }
    for (const auto& rule : config.policy.conversations) {
        if (rule.outsiders.value_or(false) && rule.match.kind != policy::Pattern::Kind::exact) {
            findings.push_back({Grade::warning, "access",
                                "a [[conversation]] pattern opens conversations with outsiders.",
                                "Name each such conversation by its exact id, unless you mean all of them."});
        }
    }
}

} // namespace

std::vector<Finding> check_offline(const config::Config& config) {
    std::vector<Finding> findings{{Grade::ok, "config", "the file is valid.", ""}};
    check_secrets(findings, config);
    check_store(findings, config);
    check_audit(findings, config);
    check_listen(findings, config);
    check_invitations(findings, config);
    check_conversations(findings, config);
    if (config.keliweb && config.keliweb->ticket_link.empty()) {
        findings.push_back({Grade::ok, "keliweb", "no ticket_link: cards have no link to the desk.", ""});
    }
    return findings;
}

int check(const CheckArguments& arguments) {
    const auto loaded = config::load(arguments.config, config::Need::run);
    if (!loaded) {
        for (const auto& error : loaded.error()) {
            print({Grade::problem, "config", config::to_string(error, arguments.config), ""}, arguments.json);
        }
        return exit_usage;
    }
    auto findings = check_offline(*loaded);
    if (!arguments.offline) {
        auto secrets = read_secrets(*loaded);
        if (secrets) {
            for (auto& finding : check_online(*loaded, std::move(*secrets))) {
                findings.push_back(std::move(finding));
            }
        }
    }
    for (const auto& finding : findings) {
        print(finding, arguments.json);
    }
    return std::ranges::any_of(findings, [](const Finding& finding) { return finding.grade == Grade::problem; })
               ? exit_failed
               : exit_done;
}

} // namespace usher::app
