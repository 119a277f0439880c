#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/workspace.hpp"

namespace usher::sandbox {

/// Remembers what people asked, and finds the messages that answer it.
///
/// Slack itself does not link a `chat.postMessage` to the command that caused it. A message answers a question if it
/// came through its response URL, stands in its thread, or names a ticket number of the question; failing those (and if
/// nothing else was asked meanwhile) if it is the last that the bot posted or changed there since.
class Questions {
public:
    static constexpr std::size_t kMost = 20'000;

    struct Question {
        std::string channel;
        std::string person;
        std::string ts; ///< Of the message; empty for a command or a press.
        std::string thread_ts;
        std::string original; ///< `ts` of the message whose button was pressed.
        std::vector<std::string> numbers;
        std::uint64_t revision = 0; ///< Of the workspace when it was asked.
    };

    explicit Questions(const Workspace& workspace) : workspace_(workspace) {}
    void asked(const std::string& key, Question question);
    [[nodiscard]] const Question* find(const std::string& key) const;
    /// The latest state of the message that answers it. `guess`: take the last of the bot's messages if nothing links
    /// one to the question.
    [[nodiscard]] const Message* answer(const std::string& key, bool guess) const;

private:
    [[nodiscard]] bool belongs(const Message& message, const std::string& key, const Question& question) const;

    const Workspace& workspace_;
    std::map<std::string, Question> questions_;
    std::deque<std::string> order_;
};

/// Words of a line that look like ticket numbers: with a digit, four characters or longer.
std::vector<std::string> ticket_numbers(std::string_view line);
/// Whether the message shows a card: it has a button.
bool has_buttons(const Message& message);
/// All texts of a message and the values of its buttons, one per line.
std::string card_words(const Message& message);
/// Whether text, blocks or attachments contain the number as a whole word.
bool names_number(const Message& message, std::string_view number);

} // namespace usher::sandbox
