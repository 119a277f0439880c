#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include <unistd.h>

#include <csignal>
#include <exception>
#include <iostream>
#include <map>

#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/element_view.hpp"
#include "app/line_reader.hpp"
#include "app/service.hpp"
#include "app/temporary_folder.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/system.hpp"
#include "usher/sandbox/sandbox.hpp"

namespace usher::app {

namespace {

using namespace std::chrono_literals;

/// Sandbox, bot and page on one loop, and whoever types on standard input.
class Demo {
public:
    explicit Demo(const DemoArguments& arguments)
        : arguments_(arguments),
          sandbox_(loop_.get_executor(), clock_, random_, {.port = arguments.port, .faults = {}}),
          changed_(loop_.get_executor()), signals_(loop_, SIGTERM, SIGINT), lines_(loop_.get_executor()) {
        changed_.expires_at(asio::steady_timer::time_point::max());
    }

    int run();

private:
    void start_bot();
    runtime::Task<void> converse();
    runtime::Task<void> answer(std::string line);
    runtime::Task<void> until_connected();
    runtime::Task<void> shut_down();
    [[nodiscard]] bool done(const std::string& key) const;
    void end();
    void welcome() const;

    DemoArguments arguments_;
    TemporaryFolder folder_{"usher-demo"};
    asio::io_context loop_{1};
    runtime::SystemClock clock_;
    runtime::SystemRandom random_;
    sandbox::Sandbox sandbox_;
    std::unique_ptr<Service> service_;
    asio::steady_timer changed_;
    asio::signal_set signals_;
    LineReader lines_;
    std::map<std::string, bool, std::less<>> ended_;
    std::exception_ptr failure_;
    bool ending_ = false;
};

void Demo::start_bot() {
    const auto config = config::parse(sandbox_.configuration(folder_.path()), "demo", config::Need::run);
    if (!config) {
        throw std::runtime_error("The demo's own configuration is wrong: " +
                                 config::to_string(config.error().front(), "demo"));
    }
    auto secrets = read_secrets(*config);
    if (!secrets) {
        throw std::runtime_error(secrets.error().front());
    }
    Service::Options options;
    options.rate_limit = bot::RateLimit{.burst = 0, .refill = 0ms};
    options.on_progress = [this](const bot::Bot::Progress& progress) {
        for (const auto& key : progress.keys) {
            ended_[key.key] = progress.outcome.has_value();
        }
        changed_.cancel();
    };
    options.around_slack = [this](chat::Platform& slack) -> std::unique_ptr<chat::Platform> {
        return std::make_unique<ElementView>(slack, [this](const auto& version) { sandbox_.show_as_matrix(version); });
    };
    service_ = std::make_unique<Service>(loop_.get_executor(), *config, std::move(*secrets), std::move(options));
    asio::co_spawn(loop_, service_->run(), [this](std::exception_ptr problem) {
        if (problem) {
            failure_ = std::move(problem);
            end();
        }
    });
}

runtime::Task<void> Demo::until_connected() {
    while (!sandbox_.connected() && !ending_) {
        co_await clock_.sleep_for(5ms);
    }
}

runtime::Task<void> Demo::answer(std::string line) {
    const auto key = sandbox_.type(std::move(line));
    while (!key.empty() && !done(key) && !ending_) {
        changed_.expires_after(20ms);
        co_await changed_.async_wait(runtime::as_tuple);
    }
    if (const auto text = sandbox_.answer_text(key)) {
        std::cout << *text;
        if (!text->ends_with('\n')) {
            std::cout << "\n";
        }
    }
    std::cout << "---\n" << std::flush;
    ended_.clear();
}

bool Demo::done(const std::string& key) const {
    const auto known = ended_.find(key);
    // Acknowledged without having been stored: nothing will come.
    return known == ended_.end() ? sandbox_.acknowledged(key) : known->second;
}

runtime::Task<void> Demo::converse() {
    co_await until_connected();
    welcome();
    while (!ending_) {
        auto line = co_await lines_.next();
        if (!line) {
            break;
        }
        co_await answer(std::move(*line));
    }
    if (arguments_.from_stdin || ending_) {
        end();
    }
}

void Demo::welcome() const {
    if (arguments_.from_stdin) {
        return;
    }
    std::cerr << "\nUsher's demo is running: " << sandbox_.url() << "\n"
              << "Open that page and type /ticket 516757, or type it here. Ctrl-C ends it.\n\n";
}

void Demo::end() {
    if (ending_) {
        return;
    }
    ending_ = true;
    changed_.cancel();
    asio::co_spawn(loop_, shut_down(), [this](std::exception_ptr problem) {
        if (problem && !failure_) {
            failure_ = std::move(problem);
        }
    });
}

runtime::Task<void> Demo::shut_down() {
    if (service_) {
        co_await service_->stop();
    }
    co_await sandbox_.stop();
    lines_.stop();
    signals_.cancel();
}

int Demo::run() {
    sandbox_.start();
    start_bot();
    signals_.async_wait([this](std::error_code error, int) {
        if (!error) {
            end();
        }
    });
    const bool listens = arguments_.from_stdin || ::isatty(STDIN_FILENO) == 1;
    if (listens) {
        lines_.start();
    } else {
        lines_.silence();
    }
    asio::co_spawn(loop_, converse(), [this](std::exception_ptr problem) {
        if (problem) {
            failure_ = std::move(problem);
            end();
        }
    });
    loop_.run();
    if (failure_) {
        std::rethrow_exception(failure_);
    }
    return exit_done;
}

} // namespace

int demo(const DemoArguments& arguments) {
    ops::set_up_log(ops::LogFormat::text, ops::LogLevel::warning);
    return Demo(arguments).run();
}

} // namespace usher::app
