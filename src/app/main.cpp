#include <CLI/CLI.hpp>

#include <csignal>
#include <exception>
#include <iostream>

#include <sys/prctl.h>

#include "app/audit_command.hpp"
#include "app/check_command.hpp"
#include "app/commands.hpp"
#include "app/match_command.hpp"

namespace {

using namespace usher::app;

struct Arguments {
    std::string config;
    DemoArguments demo;
    SandboxArguments sandbox;
    double load = 0;
    ShowArguments show;
    MatchArguments match;
    CheckArguments check;
    AuditArguments audit;
};

void add_config(CLI::App& command, std::string& target, bool required) {
    auto* option = command.add_option("--config", target, "The configuration file (TOML)")->type_name("FILE");
    if (required) {
        option->required();
    }
}

void add_show(CLI::App& command, ShowArguments& show) {
    command.add_option("number", show.reference, "Ticket number, or id:N for the desk's internal id")
        ->type_name("NUMBER");
    command.add_option("--file", show.file, "A get-ticket answer; - is standard input")->type_name("BODY.json");
    add_config(command, show.config_file, false);
    command.add_option("--as", show.as, "text, slack, matrix or json")
        ->check(CLI::IsMember({"text", "slack", "matrix", "json"}))
        ->capture_default_str();
    command.add_option("--level", show.level, "minimal, internal or full")
        ->check(CLI::IsMember({"minimal", "internal", "full"}))
        ->capture_default_str();
    command.add_flag("--notes", show.notes, "Internal notes too, with --level full");
    command.add_option("--language", show.language, "en or it")
        ->check(CLI::IsMember({"en", "it"}))
        ->capture_default_str();
    command.add_option("--view", show.view, "card, full or last")
        ->check(CLI::IsMember({"card", "full", "last"}))
        ->capture_default_str();
    command.add_option("--now", show.now, "What \"now\" is, RFC 3339; default: now")->type_name("TIME");
}

void add_sandbox(CLI::App& command, Arguments& arguments) {
    auto& sandbox = arguments.sandbox;
    command.add_option("--port", sandbox.port, "Port on 127.0.0.1; default: a free one")->type_name("N");
    command.add_option("--faults", sandbox.faults_file, "Scripted faults (JSON, see docs/sandbox.md)")
        ->type_name("FILE");
    command
        .add_option("--load", arguments.load,
                    "Send so many commands a second to the connected bot, then print the figures")
        ->type_name("RATE")
        ->check(CLI::Range(0.1, 5000.0));
    command.add_option("--seconds", sandbox.load_seconds, "How long to keep --load up")
        ->type_name("N")
        ->check(CLI::Range(1, 3600));
    command.add_flag("--chatter", sandbox.load_chatter,
                     "With --load: messages that name no ticket, instead of commands");
    command.add_option("--mention-every", sandbox.load_mention_every, "With --chatter: every Nth names a ticket")
        ->type_name("N")
        ->check(CLI::Range(1, 1'000'000));
    command.add_option("--write-config", sandbox.write_config, "Write a configuration that reaches this sandbox")
        ->type_name("FILE");
}

void add_audit(CLI::App& command, AuditArguments& audit) {
    command.add_option("files", audit.files, "Audit files, read with their rotated predecessors; - is standard input")
        ->type_name("FILE");
    add_config(command, audit.config, false);
    command.add_option("--ticket", audit.ticket, "Only this ticket, by its number or as id:N")->type_name("NUMBER");
    command.add_option("--person", audit.person, "Only this person, by the platform's id")->type_name("ID");
    command.add_option("--conversation", audit.conversation, "Only this conversation, by the platform's id")
        ->type_name("ID");
    command.add_option("--since", audit.since, "From then on: RFC 3339, or how long ago (24h, 7d)")->type_name("TIME");
    command.add_option("--until", audit.until, "Before then")->type_name("TIME");
    command.add_option("--decision", audit.decision, "Only this decision")
        ->check(CLI::IsMember({"shown", "refused", "not_found", "unreadable", "misconfigured", "gave_up",
                               "undeliverable", "hidden", "changed"}));
    command.add_option("--level", audit.level, "Only this level")
        ->check(CLI::IsMember({"none", "minimal", "internal", "full"}));
    command.add_flag("--json", audit.json, "The lines as they are, instead of a table");
}

int dispatch(const CLI::App& app, Arguments& arguments) {
    if (app.got_subcommand("run")) {
        return run(arguments.config);
    }
    if (app.got_subcommand("demo")) {
        return demo(arguments.demo);
    }
    if (app.got_subcommand("sandbox")) {
        if (arguments.load > 0) {
            arguments.sandbox.load = arguments.load;
        }
        return sandbox(arguments.sandbox);
    }
    if (app.got_subcommand("check")) {
        return check(arguments.check);
    }
    if (app.got_subcommand("show")) {
        return show(arguments.show);
    }
    if (app.got_subcommand("match")) {
        return run_match(arguments.match, std::cin, std::cout, std::cerr);
    }
    if (app.got_subcommand("audit")) {
        return audit(arguments.audit);
    }
    return manifest(arguments.config);
}

int command_line(int argc, char** argv) {
    CLI::App app{"Usher shows support tickets in team chat."};
    app.set_version_flag("--version", "usher " USHER_VERSION);
    app.require_subcommand(1);
    Arguments arguments;

    add_config(*app.add_subcommand("run", "Run the bot"), arguments.config, true);

    auto* demo =
        app.add_subcommand("demo", "Try it: a sandbox workspace, a sandbox desk and the real bot, no account needed");
    demo->add_option("--port", arguments.demo.port, "Port of the page on 127.0.0.1; default: a free one")
        ->type_name("N");
    demo->add_flag("--stdin", arguments.demo.from_stdin, "Read one message a line, print each answer and a line ---");

    add_sandbox(*app.add_subcommand("sandbox", "The sandbox workspace and desk without the bot"), arguments);

    auto* check = app.add_subcommand("check", "Check a configuration and say how to mend it");
    add_config(*check, arguments.check.config, true);
    check->add_flag("--offline", arguments.check.offline, "Do not call Slack or the desk");
    check->add_flag("--json", arguments.check.json, "One JSON object a finding");

    add_show(*app.add_subcommand("show", "Print one ticket's card"), arguments.show);

    auto* match = app.add_subcommand("match", "Which tickets does each line of text name, and why?");
    match->add_option("--wire", arguments.match.wire, "Whose text or events the lines are: neutral, slack or matrix")
        ->check(CLI::IsMember({"neutral", "slack", "matrix"}))
        ->capture_default_str();
    add_config(*match, arguments.match.config, false);
    match->add_flag("--json", arguments.match.json, "Each line is a JSON string or, with a wire, an event");

    add_audit(*app.add_subcommand("audit", "Who was shown which ticket, where and at which level?"), arguments.audit);

    add_config(*app.add_subcommand("manifest", "Print the Slack app manifest for a configuration"), arguments.config,
               true);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        return app.exit(problem) == 0 ? exit_done : exit_usage;
    }
    return dispatch(app, arguments);
}

} // namespace

int main(int argc, char** argv) {
    // A core dump would put tokens and ticket text on disk.
    ::prctl(PR_SET_DUMPABLE, 0);
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return command_line(argc, argv);
    } catch (const std::exception& problem) {
        std::cerr << "usher: " << problem.what() << "\n";
        return exit_failed;
    }
}
