#include "sandbox/questions.hpp"

#include <algorithm>
#include <cctype>

namespace usher::sandbox {

namespace {

bool alphanumeric(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

bool holds_word(std::string_view text, std::string_view word) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !alphanumeric(text[at - 1])) && (end == text.size() || !alphanumeric(text[end]))) {
            return true;
        }
    }
    return false;
}

bool any_string(const Json& value, const auto& test) {
    if (value.is_string()) {
        return test(value.get_ref<const std::string&>());
    }
    return value.is_structured() &&
           std::ranges::any_of(value, [&](const Json& part) { return any_string(part, test); });
}

void collect_strings(const Json& value, std::string& words) {
    if (value.is_string()) {
        words += '\n';
        words += value.get_ref<const std::string&>();
    } else if (value.is_structured()) {
        for (const auto& part : value) {
            collect_strings(part, words);
        }
    }
}

bool has_button(const Json& value) {
    if (value.is_object() && text_of(value, "type") == "button") {
        return true;
    }
    return value.is_structured() && std::ranges::any_of(value, [](const Json& part) { return has_button(part); });
}

} // namespace

std::vector<std::string> ticket_numbers(std::string_view line) {
    std::vector<std::string> numbers;
    std::string word;
    const auto finish = [&] {
        while (word.ends_with('-')) {
            word.pop_back();
        }
        const bool digit = std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
        if (digit && word.size() >= 4 && std::ranges::find(numbers, word) == numbers.end()) {
            numbers.push_back(word);
        }
        word.clear();
    };
    for (const char c : line) {
        if (alphanumeric(c) || (c == '-' && !word.empty())) {
            word += c;
        } else {
            finish();
        }
    }
    finish();
    return numbers;
}

bool has_buttons(const Message& message) {
    return has_button(message.blocks) || has_button(message.attachments);
}

std::string card_words(const Message& message) {
    std::string words = message.text;
    collect_strings(message.blocks, words);
    collect_strings(message.attachments, words);
    return words;
}

bool names_number(const Message& message, std::string_view number) {
    const auto test = [&](std::string_view text) { return holds_word(text, number); };
    return test(message.text) || any_string(message.blocks, test) || any_string(message.attachments, test);
}

void Questions::asked(const std::string& key, Question question) {
    if (questions_.insert_or_assign(key, std::move(question)).second) {
        order_.push_back(key);
    }
    if (order_.size() > kMost) {
        questions_.erase(order_.front());
        order_.pop_front();
    }
}

const Questions::Question* Questions::find(const std::string& key) const {
    const auto found = questions_.find(key);
    return found == questions_.end() ? nullptr : &found->second;
}

bool Questions::belongs(const Message& message, const std::string& key, const Question& question) const {
    if (message.answers == key) {
        return true;
    }
    if (!question.original.empty() && message.ts == question.original) {
        return true;
    }
    if (!message.answers.empty() || (message.ephemeral() && message.ephemeral_to != question.person)) {
        return false;
    }
    if (!question.ts.empty() && message.thread_ts == question.ts) {
        return true;
    }
    return std::ranges::any_of(question.numbers, [&](const auto& number) { return names_number(message, number); });
}

const Message* Questions::answer(const std::string& key, bool guess) const {
    const auto* question = find(key);
    if (question == nullptr) {
        return nullptr;
    }
    const Message* linked = nullptr;
    const Message* last = nullptr;
    for (const auto& message : workspace_.messages(question->channel)) {
        const bool looked_for = message.by_bot() || message.ts == question->original;
        if (!looked_for || message.revision <= question->revision) {
            continue;
        }
        const auto later = [&](const Message* than) { return than == nullptr || message.revision > than->revision; };
        if (later(last) && (!message.ephemeral() || message.ephemeral_to == question->person)) {
            last = &message;
        }
        if (later(linked) && belongs(message, key, *question)) {
            linked = &message;
        }
    }
    return linked != nullptr || !guess ? linked : last;
}

} // namespace usher::sandbox
