#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace usher::app {

/// What every command returns to the shell.
enum ExitCode : int { exit_done = 0, exit_failed = 1, exit_usage = 2 };

/// `usher run`: the bot, until SIGTERM or SIGINT.
int run(const std::string& config_file);

struct DemoArguments {
    std::uint16_t port = 0;
    bool from_stdin = false;
};
/// `usher demo`: sandbox, bot and page in one process.
int demo(const DemoArguments& arguments);

struct SandboxArguments {
    std::uint16_t port = 0;
    std::string faults_file;
    std::optional<double> load; ///< Commands per second.
    int load_seconds = 20;
    bool load_chatter = false; ///< Messages that name no ticket, instead of commands.
    unsigned load_mention_every = 0;
    std::string write_config;
};
/// `usher sandbox`: the workspace and the desk without the bot.
int sandbox(const SandboxArguments& arguments);

struct ShowArguments {
    std::string reference;
    std::string file;
    std::string config_file;
    std::string as = "text";
    std::string level = "internal";
    bool notes = false;
    std::string language = "en";
    std::string view = "card";
    std::string now;
};
/// `usher show`: one card on standard output.
int show(const ShowArguments& arguments);

/// `usher manifest`.
int manifest(const std::string& config_file);

} // namespace usher::app
